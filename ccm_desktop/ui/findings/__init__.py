"""Quick findings: four buttons, and what follows from a press."""
