"""A city folder that a person works on at a screen: what was understood, and what is decided about it."""
