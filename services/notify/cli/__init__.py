"""The verbs of notify; pyproject.toml names each of them under `desk.verbs`."""
