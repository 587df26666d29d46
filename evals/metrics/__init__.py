"""Measures of quality, each from its definition."""
