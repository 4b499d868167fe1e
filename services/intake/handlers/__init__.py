"""What intake does: accept, read, decide, each in one transaction."""
