"""Encoders that read: words and sentences in, vectors out; one architecture a file."""
