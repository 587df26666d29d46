"""What the agent can do: typed tools with structured results."""
