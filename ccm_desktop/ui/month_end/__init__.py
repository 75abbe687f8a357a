"""Month-end: the list, the preview, the printing."""
