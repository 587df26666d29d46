"""Prompts for language models, as data."""
