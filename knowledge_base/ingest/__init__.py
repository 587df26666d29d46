"""Reads a shop's files into records."""
