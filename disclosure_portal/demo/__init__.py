"""Invented agencies with a year or more of history, built only by the actions that people use."""
