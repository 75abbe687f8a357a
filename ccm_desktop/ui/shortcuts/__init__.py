"""The keys of every command on screen: the list, and the field that records new ones."""
