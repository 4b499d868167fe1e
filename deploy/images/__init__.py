"""The image all services run from."""
