"""Django's backend for SQLite, in which triggers outlive a table that is made anew."""
