"""Before an application is filed: the form on paper, old ledgers, what is public already."""
