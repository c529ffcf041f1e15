"""What exchanges did to the service's entities, and what is known of each."""
