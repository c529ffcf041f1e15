"""Enough of Azure Storage for an upload."""
