"""A body opens, closes and gets another name: acts of their own, each on record."""
