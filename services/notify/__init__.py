"""知らせる. Owns notifications (the staff inbox) and outgoing mail."""
