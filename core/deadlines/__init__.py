"""Statutory days: how they are counted, over which calendar, and what a change of the calendar moves."""
