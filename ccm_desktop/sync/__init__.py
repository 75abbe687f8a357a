"""Client of the optional shared server."""
