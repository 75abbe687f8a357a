"""Keys: passphrases, key slots and the operating system's keyring."""
