"""What the pages cost: ``make bench``. It measures; tests never time."""
