"""The verbs of operations; pyproject.toml names each of them under `desk.verbs`."""
