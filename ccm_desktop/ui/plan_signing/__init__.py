"""Signing care plans."""
