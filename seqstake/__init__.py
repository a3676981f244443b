"""The command ``seqstake``: it runs the engines and reports what they decided."""
