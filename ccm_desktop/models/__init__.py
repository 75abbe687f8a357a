"""The encrypted file: opening it, writing operations with their projections, reading them back."""
