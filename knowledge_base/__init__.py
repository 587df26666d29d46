"""What the shop knows: records, the store, readers and the demo shop."""
