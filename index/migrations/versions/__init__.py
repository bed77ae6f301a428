"""One change of schema a file, `vNNNN_what.py`, never edited once it is out."""
