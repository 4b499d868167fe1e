"""What is done with a call (募集): drafting, checking, publishing, judging applications, telling results."""
