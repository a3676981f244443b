"""Adapters: how a contract that is not ours maps onto the spec, written in a TOML file (docs/adapters.md)."""
