"""The comparison of two recordings written to a stream; a module's name is its format's."""
