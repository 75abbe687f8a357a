"""Symptom check-ins in the chart: the questions, how often they are asked, and the work that answers made."""
