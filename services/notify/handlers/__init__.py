"""What notify does: tell the posts of the desk, send mail, show inboxes."""
