def write():
    """Stub."""
