"""Boards (審査会) on pages, by the API and on the command line."""
