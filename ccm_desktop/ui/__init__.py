"""The window: widgets and view models over the services."""
