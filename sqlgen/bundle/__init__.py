"""A release as a folder of files that a reviewer can check, sign and hand on."""
