"""Every statement of the public histories, laid out."""
