"""What everything stands on: errors, words, codes, classes, SQL by name."""
