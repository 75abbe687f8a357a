"""Composition root: the programs people start."""
