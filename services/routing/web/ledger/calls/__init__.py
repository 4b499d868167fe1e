"""Calls (募集) on pages, by the API and on the command line."""
