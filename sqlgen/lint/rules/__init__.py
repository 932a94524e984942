"""One rule a file; see `sqlgen.lint.rule` for what a file holds."""
