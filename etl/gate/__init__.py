"""From rows of text to typed rows: each accepted, or put aside with its reasons."""
