"""What statements do on real servers, beside what linters say of them."""
