"""Cells of files that people open in a spreadsheet."""


def harmless(cell: str) -> str:
    """A cell that a spreadsheet does not run as a formula (OWASP, CSV injection)."""
    return f"'{cell}" if cell[:1] in "=+-@\t\r" and cell else cell
