"""Query options, and how they become SQL."""
