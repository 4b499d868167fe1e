"""What operations does: watch, act, examine."""
