"""Questions to geodata, each answered once."""
