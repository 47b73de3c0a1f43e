"""Much proposed at once: the table, and what a worker does with it."""
