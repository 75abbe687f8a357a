"""Readings of the patient in view, beside whatever page is on show."""
