"""Mako templates, and what stands beside them."""
