"""Prepare the engines for an installation; may be repeated at any time."""
