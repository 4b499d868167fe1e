"""The rules of routing: pure, no clock, no id, no database."""
