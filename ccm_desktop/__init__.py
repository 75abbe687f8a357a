"""CCM Desktop: chronic care management whose minutes, plans and reports stand up to an audit."""

__version__ = "0.1.0"
