"""Call mode: one screen for one call with one named patient."""
