"""Write a mail, prove that it is safe, hand it to a mail server."""
