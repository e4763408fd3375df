"""The server: the app and its routes, the gate before them, uploads and publishing."""
