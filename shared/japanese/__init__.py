"""Dates, numbers and names the way a Japanese office writes them."""
