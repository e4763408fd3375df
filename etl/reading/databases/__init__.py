"""A query instead of a file: PostgreSQL on a server, SQLite in the folder, both for reading only."""
