"""The operations API: addresses, reads, writes, functions, batches."""
