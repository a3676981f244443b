"""Wrong versions of the specification, and the judge that shows which property tells each from the right one."""
