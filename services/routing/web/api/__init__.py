"""The API of cases: the same rights, reads and handlers as the pages, in JSON."""
