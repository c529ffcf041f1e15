"""The control channel: how a screen speaks with the proxy that is running."""
