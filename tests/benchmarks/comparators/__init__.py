"""Programs that carry the same proposals over the same three durable hops, with nothing else to do."""
