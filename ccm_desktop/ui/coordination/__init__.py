"""The coordination log: of one patient, and the open loops of everybody."""
