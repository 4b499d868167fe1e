"""Pages, API and words of the ledger, the same for every kind of item."""
