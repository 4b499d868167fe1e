"""How a process of the desk runs."""
