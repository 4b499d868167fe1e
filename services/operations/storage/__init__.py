"""Rows of operations, and what the grants of the other services let it read."""
