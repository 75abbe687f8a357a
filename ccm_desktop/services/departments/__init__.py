"""What the office is made of: the services of one department each, read from the disk when first used."""
