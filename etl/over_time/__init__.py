"""What stays, is replaced or has changed since the snapshot before."""
