"""Two instructions about one line of the plan: raised by anybody, decided by a practitioner."""
