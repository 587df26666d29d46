"""The staff's console at `/console`: who waits, what was said and why, and what the shop does not know yet."""
