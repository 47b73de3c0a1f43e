"""What a disclosure is: its fields, its record, who may see it, and how it stands to others."""
