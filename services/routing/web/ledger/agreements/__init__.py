"""Agreements as pages and programs show them."""
