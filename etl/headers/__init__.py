"""Which line of a file is its header, which header is which column, in which unit."""
