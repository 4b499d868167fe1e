"""The mail door and the reader behind it."""
