"""Answers on their way out: words, files, paper, pictures."""
