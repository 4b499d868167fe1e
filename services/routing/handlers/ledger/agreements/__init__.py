"""Agreements (協定) in the ledger: what is asked for, what makes their facts, and their words."""
