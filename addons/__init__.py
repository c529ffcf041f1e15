"""Addons for mitmproxy; each also works alone with `mitmdump -s`."""
