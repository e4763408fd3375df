"""Snapshots: the files, which one is current, and what differs between two."""
