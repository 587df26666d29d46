"""Drawings of the grocery department."""
