"""A lint of the specification: what the symbolic engine cannot carry, found in the text before anything is run."""
