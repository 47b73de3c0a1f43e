"""Reading what came by mail: bounded, and whatever it is, no failure."""
