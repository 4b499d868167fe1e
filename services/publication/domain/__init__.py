"""The rules of publication: pure, no clock, no id, no database."""
