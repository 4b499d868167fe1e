"""A publication (公表) on its way to everybody: its states, its fields, and what must not be among them."""
