"""One module for each sort of file; :func:`etl.reading.read.open_sheet` chooses by the ending."""
