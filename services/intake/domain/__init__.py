"""The rules of intake: pure, no clock, no id, no database."""
