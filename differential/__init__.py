"""The specification against real bytecode: compilation, storage, EVM backends and lock-step runs."""

import os

# Of the installed keccak implementations the default choice is several times slower than this one.
os.environ.setdefault("ETH_HASH_BACKEND", "pysha3")
