"""A person: when one is wanted, who answers, what they know, and what is said to a customer meanwhile."""
