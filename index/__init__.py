"""What must survive a crash: where state lives, the catalogue and the vector indexes."""
