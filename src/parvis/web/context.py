"""What every page is given."""

from typing import Any


def layout(request: Any) -> dict[str, Any]:
    """Layout."""
    return {}
