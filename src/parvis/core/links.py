"""Addresses that come from outside."""


def web(address: str, most: int = 1000) -> str:
    """An address that a page may link to, else nothing: what a stranger wrote can also be `javascript:`."""
    leads_out = address.lower().startswith(("http://", "https://")) and len(address) <= most
    return address if leads_out and address.isprintable() else ""
