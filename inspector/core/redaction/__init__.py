"""Secrets become markers, credentials become data."""
