"""Pages of listening: the stream, the watches, the sources, the files."""
