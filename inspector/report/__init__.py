"""Annotated exchanges written to a stream; a module's name is its format's."""
