"""Finds and ranks what the shop knows."""
