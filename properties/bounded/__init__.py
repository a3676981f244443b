"""What an executor written by others confirms: the same functions and the same properties, on small populations.

The package is named for what it confirms and not for CrossHair, which runs it: a package of that name would read like
the library itself, which only ``examination`` knows.
"""
