"""Drawings of the electronics department."""
