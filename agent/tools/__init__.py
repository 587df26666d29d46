"""What the agent can do: typed tools."""
