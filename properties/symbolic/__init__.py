"""The prover: the functions of the specification, unchanged, on symbolic states, and what follows decided by z3."""
