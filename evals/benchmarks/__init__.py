"""Loaders for public test sets in their published layouts."""
