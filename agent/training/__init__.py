"""Trains and tunes what the agent runs on, from data that a shop can edit."""
