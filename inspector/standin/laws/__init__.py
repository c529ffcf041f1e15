"""What the service insists on, set by set."""
