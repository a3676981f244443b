"""What must hold of the specification, and the engines that decide it."""
