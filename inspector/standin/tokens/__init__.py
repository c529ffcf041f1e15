"""The token endpoints and the tokens they issue."""
