"""The demo shop: data written and drawn for it."""
