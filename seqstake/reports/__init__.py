"""What a run of ``verify`` or ``fuzz`` came to, as one record, and the files that are made of it."""
