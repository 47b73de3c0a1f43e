"""What everybody finds: search, long lists, the interface for programs, rules in words."""
