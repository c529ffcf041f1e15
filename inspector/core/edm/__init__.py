"""Entity models: what a `$metadata` document says, and what CSDL has no word for."""
