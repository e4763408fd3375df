"""Broken at random: files of the tiny city on their whole way in, replayable by their number."""
