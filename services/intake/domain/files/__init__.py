"""Files from outside: what they really are, what they say, what is dangerous about them."""
