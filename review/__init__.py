"""Between proposal and publication, and after it: the queue, chains, verdicts, opinions of the public."""
