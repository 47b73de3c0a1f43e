"""Roles: what they are, how they are given, and who is told."""
