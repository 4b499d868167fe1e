"""What is done with a board (審査会): planning, its agenda, the session, and telling what it found."""
