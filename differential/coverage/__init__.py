"""Which lines and branches of Solidity sources histories run, told by the instructions that the EVM runs."""
