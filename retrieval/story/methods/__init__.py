"""Ways to bring passages and songs together, one a file; the file's name is the method's name."""
