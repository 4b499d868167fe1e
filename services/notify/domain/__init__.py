"""The rules of notify: pure, no clock, no id, no database."""
