"""Mechanical remedies: a request that breaks a rule, mended as the rule's remedy says."""
