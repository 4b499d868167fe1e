"""The rooms of the desk. No service imports another."""
