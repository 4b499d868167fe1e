"""担当課へ. Owns desks, the organisation and rights, cases, offers and verdicts."""
