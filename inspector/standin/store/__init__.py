"""What the stand-in holds: entities, links, blobs and what is due, in SQLite."""
