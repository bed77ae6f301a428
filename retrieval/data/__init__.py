"""Manifests, datasets and the starter corpus."""
