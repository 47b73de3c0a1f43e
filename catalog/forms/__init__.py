"""What is typed in the catalogue, by staff and by everybody."""
