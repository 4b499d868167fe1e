"""The verbs of operations; those without a group stand beside `desk run`."""
