"""The clerk's desk: files go in, are understood, mended and published, all in the browser."""
