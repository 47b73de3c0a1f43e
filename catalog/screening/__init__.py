"""What stands between a proposal and its publication, in findings and in words."""
