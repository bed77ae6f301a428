"""Audio encoders, one architecture a file; the file's name is the encoder's name."""
