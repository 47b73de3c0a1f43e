"""What people write: compared, cleaned, numbered, and the signs that it may hold."""
