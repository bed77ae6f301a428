"""Metrics, intervals, protocols and tables."""
