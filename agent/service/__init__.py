"""Serves the agent over HTTP and websockets."""
