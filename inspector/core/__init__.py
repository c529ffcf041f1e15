"""The pure part: values in, findings out; no files, sockets, clocks or screens."""
