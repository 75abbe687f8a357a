"""The patient panel: who needs work this month."""
