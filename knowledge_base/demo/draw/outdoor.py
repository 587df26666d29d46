"""Drawings of the outdoor department."""
