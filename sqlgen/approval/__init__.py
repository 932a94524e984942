"""Who signed which release, and whether that is enough."""
