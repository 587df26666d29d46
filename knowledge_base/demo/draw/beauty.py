"""Drawings of the beauty department."""
