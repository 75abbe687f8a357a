"""Changes made on two computers, side by side."""
