"""運用. Owns samples of queues, incidents and the acts of operators."""
