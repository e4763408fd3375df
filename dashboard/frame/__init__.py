"""What every page stands in: language, period, area, filters in the URL, text made safe."""
