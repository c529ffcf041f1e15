"""From what the user typed and wrote down to the inspector that judges."""
