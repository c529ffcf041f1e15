"""Something recorded, read into exchanges or written from annotated ones."""
