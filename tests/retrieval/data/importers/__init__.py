"""Tests of the importers: each reads a tiny copy of its layout, made in the test."""
