"""Assessments of a patient's needs, as a section of the care plan."""
