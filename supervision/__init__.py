"""Watching over the promises: coverage, timeliness, correction orders."""
