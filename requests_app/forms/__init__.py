"""What applicants and officers type."""
