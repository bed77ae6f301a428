"""Waveforms, words and listening habits in; vectors out."""
