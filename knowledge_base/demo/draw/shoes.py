"""Drawings of the shoes department."""
