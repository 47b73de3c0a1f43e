"""The letters that the law requires: their kinds, and how they look as files."""
