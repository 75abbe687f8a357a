"""What follows a discharge, in the chart: the checklist, the discharge, and what became of a step."""
