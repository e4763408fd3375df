"""From a bare folder to a proposal of its city.toml."""
