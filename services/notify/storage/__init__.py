"""The rows of notify."""
