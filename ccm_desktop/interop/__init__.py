"""Foreign formats in and out: FHIR, code maps, billing facts."""
