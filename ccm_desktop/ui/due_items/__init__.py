"""Refills and care gaps of the whole panel."""
