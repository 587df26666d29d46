"""Measures the agent, offline."""
