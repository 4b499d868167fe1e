"""What is done with a forum (意見交換会): planning, announcing, inviting, and keeping what came of it."""
