"""The settings page: groups of rows that apply at once."""
