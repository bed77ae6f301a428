"""The trainer and one file per training scheme."""
