"""公開. Owns the public register: only what was approved, as its own rows."""
