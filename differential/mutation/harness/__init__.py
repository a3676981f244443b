"""Mistakes in lock-step itself, and canaries by which each is noticed: a harness that compares less has to fail."""
