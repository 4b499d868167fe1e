"""Doing something with what stands in the ledger: one way in for pages, API and command line."""
