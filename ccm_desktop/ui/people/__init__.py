"""The staff, their sign-ins, and what a role may not do in the window."""
