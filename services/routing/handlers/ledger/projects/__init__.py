"""Projects: how they begin, who owns them, how they go on, and what is recorded of them."""
