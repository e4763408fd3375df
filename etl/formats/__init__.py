"""One module for each sort of file; :func:`etl.read.open_sheet` chooses by the ending."""
