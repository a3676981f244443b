"""EVM backends behind one protocol; only the modules in here import an EVM."""
