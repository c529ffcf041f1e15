"""A page of facts for each service."""
