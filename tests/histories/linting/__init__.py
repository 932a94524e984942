"""The linter over public histories: what it finds, how long it takes, and how much of it is right."""
