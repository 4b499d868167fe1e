"""The desk on one machine without containers: its set-up, private engines, start and stop."""
