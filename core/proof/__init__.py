"""That nothing was changed unseen: the public log, canonical records, checks, and what they have found."""
