"""Learning, searching and judging: everything between vectors and answers."""
