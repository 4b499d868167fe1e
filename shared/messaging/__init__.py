"""How a fact travels: outbox, relay, topology, named readers, retries."""
