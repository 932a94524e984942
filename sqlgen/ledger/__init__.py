"""What was applied where, by the evidence of the clients' own logs."""
