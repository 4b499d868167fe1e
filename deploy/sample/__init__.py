"""A fictional prefecture to try the desk with: its organisation, its people and five proposals."""
