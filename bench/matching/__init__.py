"""Matching many watches against a stream, beside Lucene: `python -m bench.matching`."""
