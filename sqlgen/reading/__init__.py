"""SQL text read into operations."""
