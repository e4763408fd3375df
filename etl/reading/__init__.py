"""From a file to rows of text and shapes, not yet understood."""
