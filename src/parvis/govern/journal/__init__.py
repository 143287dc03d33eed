"""The journal as people see it: read, searched, verified, taken away as a file."""
