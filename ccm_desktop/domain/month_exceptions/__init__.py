"""What keeps a month from closing, or asks for a second look: computed from facts, never stored (ux.md 8.3)."""
