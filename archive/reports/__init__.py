"""The PDF archive reports: queries in, plain rows out; templates only lay them out."""
