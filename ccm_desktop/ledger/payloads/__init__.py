"""What an operation says: one module of typed, versioned payloads per aggregate."""
