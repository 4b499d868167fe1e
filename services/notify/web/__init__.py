"""The pages of notify: the inbox of a post, and the mails the desk has sent."""
