"""The patient's monthly summary, in the side panel of the chart."""
