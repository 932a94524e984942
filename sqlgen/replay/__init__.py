"""Running revisions."""
