"""What routing does: open a case, suggest departments, and carry out what people ask of a case."""
