"""Migration histories as SQL that a DBA can read, trust, sign and run by hand."""
