"""Immutable, hash-chained operations and their fold; pure, shared with the server."""
