"""Thinks, acts and serves."""
