"""Encoders of listening habits: who plays what in, vectors of tracks or artists out."""
