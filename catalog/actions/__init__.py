"""What can be done in the catalogue: one verb, one function. The only ways in which a status changes."""
