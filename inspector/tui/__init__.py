"""The screen; it reads a capture, and knows no proxy."""
