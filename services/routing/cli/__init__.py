"""The verbs of routing; pyproject.toml names each of them under `desk.verbs`."""
