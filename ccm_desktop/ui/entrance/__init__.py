"""Before a practice is open: first run and unlocking."""
