"""Letters that are owed and sent, and what comes back of them."""
