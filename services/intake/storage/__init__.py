"""Rows of intake: what is written and read, set-wise and explicit."""
