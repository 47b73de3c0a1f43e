"""What goes wrong with the machine is told once, and without anybody in it."""
