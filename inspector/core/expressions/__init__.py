"""`$filter`, `$orderby` and `$select` of OData v3: read, and held against an entity model."""
