"""What a history leaves known where a range starts, kept from one call to the next."""
