"""Tapes made by hand, of the shape that a platform's API is known to answer in: nobody recorded them."""

import json
from typing import Any

KEY = "0123456789abcdef0123456789abcdef"
MADE_AT = "2026-11-02T08:00:00+00:00"


def draft(text: str, reply_to: dict[str, Any] | None = None, pictures: int = 0, **more: Any) -> dict[str, Any]:
    return {"key": KEY, "text": text, "not_before": MADE_AT, "reply_to": reply_to or {}, "pictures": pictures, **more}


def step(
    method: str,
    path: str,
    body: Any,
    status: int = 200,
    once: bool = False,
    headers: dict[str, str] | None = None,
    makes: bool = False,
) -> dict[str, Any]:
    """`once`: each such call puts one more out. `makes`: it fills a place, which is out once however often it comes."""
    text = body if isinstance(body, str) else json.dumps(body)
    told = {"method": method, "path": path, "once": once, "status": status, "headers": headers or {}, "body": text}
    return told | ({"makes": True} if makes else {})


def tape(name: str, verb: str, result: Any, *exchanges: dict[str, Any], **how: Any) -> dict[str, Any]:
    login = {"address": "", "handle": "mairie", "external_id": "100", **how.pop("login", {})}
    secrets = how.pop("secrets", ["token"])
    told = {"name": name, "verb": verb, "login": login, "secrets": secrets, "result": result}
    return {**told, "exchanges": list(exchanges), **how}


def sent(external_id: str, url: str) -> dict[str, str]:
    return {"external_id": external_id, "url": url}
