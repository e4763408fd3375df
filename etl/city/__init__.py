"""What city.toml may say, its documentation, and blank files to fill in."""
