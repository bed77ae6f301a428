"""Importers of published datasets, one layout a file; the file's name is the importer's name."""
