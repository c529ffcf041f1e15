"""What happens by itself: jobs get on, operations end."""
