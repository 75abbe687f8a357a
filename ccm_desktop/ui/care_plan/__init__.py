"""The care plan editor."""
