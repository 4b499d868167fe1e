"""The desk's own sheet, and others like it: made from the form, and read back into its fields. Pure."""
