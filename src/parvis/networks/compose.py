"""How a network counts a text, and what it sees in it."""

from typing import Any

from parvis.networks.base import Info


def composed(info: Info, text: str) -> dict[str, Any]:
    """`length` and `limit` in the network's own unit; spans in code points of `text`."""
    limits, spans = info.limits, info.limits.spans(text)
    length = limits.measure(text)
    return {
        "length": length,
        "limit": limits.length,
        "fits": limits.length is None or length <= limits.length,
        "links": [[s.start, s.end] for s in spans.links],
        "mentions": [[s.start, s.end] for s in spans.mentions],
        "tags": [[s.start, s.end] for s in spans.tags],
    }
