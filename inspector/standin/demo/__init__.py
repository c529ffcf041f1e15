"""The client of `inspector demo` and its story."""
