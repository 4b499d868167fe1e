"""The frame of a page: what every page of every service looks like, and how it is served."""
