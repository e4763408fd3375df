"""Visits that look doubtful: rows worth asking about, and no verdict. They change no figure."""
