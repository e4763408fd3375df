"""What is listed: the ledger, workdays, matters, projects, the page of a place."""
