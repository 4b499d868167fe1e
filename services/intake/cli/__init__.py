"""`desk mail`, `desk intake`: the verbs of intake."""
