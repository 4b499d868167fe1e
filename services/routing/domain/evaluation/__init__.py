"""How good the ranking is: figures, folds and what is held out, without reading a file or a clock."""
