"""What the database keeps beyond tables: guards of rows, and how an empty one gets its tables."""
