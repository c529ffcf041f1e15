"""The filter language: its words, its tree, and how an exchange is held against it."""
