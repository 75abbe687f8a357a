"""Transcripts of contacts."""
