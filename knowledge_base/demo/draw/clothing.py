"""Drawings of the clothing department."""
