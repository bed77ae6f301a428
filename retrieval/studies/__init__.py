"""Experiments that train several arms on the same data and print them side by side."""
