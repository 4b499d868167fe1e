"""Projects as people and programs meet them."""
