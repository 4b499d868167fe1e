"""Days of cases and of the ledger for calendar programs, and the page on which each person gets their address."""
