"""The doors and pages of intake."""
