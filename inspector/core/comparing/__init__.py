"""Two recordings of one client, side by side."""
