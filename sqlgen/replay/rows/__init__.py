"""Rows that are known, and what SQL makes of them."""
