"""What publication does: it counts cases, copies what is approved for everybody, and tells that it is seen."""
