"""Personal data: masked before it is logged, kept no longer than told, handed out and erased on request."""
