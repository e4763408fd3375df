"""What a question is about: a period, an area, kinds of place, an attribute, a rule."""
