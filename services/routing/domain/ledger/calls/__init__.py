"""Calls (募集): what they are, what may be done with them when, and what comes of their applications."""
