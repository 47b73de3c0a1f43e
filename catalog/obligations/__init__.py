"""What is owed and when: cadences, periods, and what became of them. Derived, never typed."""
