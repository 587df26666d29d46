"""Drawings of the toys department."""
