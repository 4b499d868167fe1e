"""The rules of operations: pure, no clock, no id, no database."""
