"""The history of the database's tables, one module below `versions` for each step."""
