"""Contracts, mechanisms and the frame of a page; never a rule of the desk."""
