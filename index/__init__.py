"""What must survive a crash: where state lives, later the catalogue and the vector indexes."""
