"""The rules, by topic; a profile lists those that apply to its service."""
