"""Invented agencies with eighteen months of history, built only by the actions that people use."""
