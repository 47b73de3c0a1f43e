"""What pages have in common: inputs, lists, addresses, and an answer where something is away."""
