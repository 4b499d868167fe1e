"""The rows of publication."""
