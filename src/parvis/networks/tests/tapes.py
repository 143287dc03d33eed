"""Recorded answers of real servers: how they are taken down, and how they are played to a network with a fault.

A tape is one call of a network: `{"name", "login", "draft"?, "arguments", "result", "exchanges": [{"method", "path",
"once", "status", "headers", "body"}]}`. Tokens are taken out and the server is called `server.test`.
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import asdict, is_dataclass, replace
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import httpx2
from PIL import Image

from parvis.networks.base import Captions, Draft, Login, Media
from parvis.networks.http import Http
from parvis.networks.reply import Reply

RECORDED = Path(__file__).parent / "recorded"
HOST = "server.test"
VTT = "WEBVTT\n\n1\n00:01.000 --> 00:02.500\nLes rues <i>du centre</i>\nsont faites.\n"
KEPT = {"content-type", "link", "x-wp-total", "date", "etag", "last-modified"}


def picture() -> Media:
    """A small picture, the same every time."""
    out = BytesIO()
    Image.new("RGB", (32, 20), (30, 120, 200)).save(out, "PNG")
    return Media(out.getvalue(), "image/png", "place.png", "La place de la mairie sous la neige")


def video() -> Media:
    """What stands for a video: no network looks into it here."""
    return Media(b"\0\0\0\x18ftypmp42" + b"\0" * 300, "video/mp4", "place.mp4", "La place de la mairie sous la neige")


def box(kind: bytes, *inside: bytes) -> bytes:
    """ISO/IEC 14496-12, 4.2."""
    content = b"".join(inside)
    return (len(content) + 8).to_bytes(4) + kind + content


def film(seconds: float, width: int, height: int, *, turned: bool = False, long: bool = False) -> bytes:
    """An MP4 without pictures that says how long it lasts and how large it is; `long`: in fields of 64 bits."""
    size = 8 if long else 4
    head = bytes([long, 0, 0, 0]) + bytes(2 * size)
    lasts = (600).to_bytes(4) + int(seconds * 600).to_bytes(size)
    matrix = (bytes(4) if turned else (65_536).to_bytes(4)) + bytes(32)
    shown = (width << 16).to_bytes(4) + (height << 16).to_bytes(4)
    tkhd = box(b"tkhd", head, bytes(8 + size + 16), matrix, shown)
    sound = box(b"trak", box(b"tkhd", head, bytes(8 + size + 16 + 44)))
    moov = box(b"moov", box(b"mvhd", head, lasts, bytes(80)), sound, box(b"trak", tkhd))
    return box(b"ftyp", b"mp42", bytes(4), b"isommp42") + box(b"mdat", bytes(20)) + moov


def document() -> Media:
    return Media(b"%PDF-1.7", "application/pdf", "budget.pdf")


def draft_of(row: Mapping[str, Any]) -> Draft:
    media = (replace(picture(), url=row.get("url", "")),) * row.get("pictures", 0)
    tracks = tuple(Captions(language, VTT) for language in row.get("captions", ()))
    media += (replace(video(), url=row.get("url", ""), captions=tracks),) * row.get("videos", 0)
    media += (document(),) * row.get("documents", 0)
    plain = {name: row[name] for name in ("key", "text", "title", "reply_to") if name in row}
    taken = frozenset(row.get("taken", ()))
    parts = tuple(row.get("parts", ()))
    return Draft(**plain, not_before=datetime.fromisoformat(row["not_before"]), media=media, taken=taken, parts=parts)


def shown(value: Any) -> Any:
    """A result as JSON."""
    if is_dataclass(value) and not isinstance(value, type):
        return json.loads(json.dumps(asdict(value), default=str))
    return json.loads(json.dumps(value, default=shown))


# --- taking down


class RecordingHttp(Http):
    """An `Http` that keeps every exchange in `exchanges`."""

    def __init__(self, hosts: Mapping[str, str]) -> None:
        super().__init__(allow_loopback=True)
        self.exchanges: list[dict[str, Any]] = []
        self.hosts = hosts

    def _ask(self, method: str, url: str, once: bool, **how: Any) -> Reply:
        reply = super()._ask(method, url, once, **how)
        path = httpx2.URL(reply.asked).raw_path.decode()
        if how.get("params"):
            path = httpx2.URL(reply.asked, params=how["params"]).raw_path.decode()
        body = self.clean(reply.content.decode())
        row = {"method": method, "path": path, "once": once, "status": reply.status}
        kept = {name: value for name, value in reply.headers.items() if name in KEPT}
        self.exchanges.append(self.anonymous({**row, "headers": kept, "body": body}))
        return reply

    def anonymous(self, row: Any) -> Any:
        text = json.dumps(row, ensure_ascii=False)
        for real, name in self.hosts.items():
            text = text.replace(real, name).replace(real.replace(":", "%3A"), name)
        return json.loads(re.sub(r"eyJ[\w-]{10,}\.[\w-]+\.[\w-]+|•••", "a-token", text))


def record(
    slug: str, name: str, verb: str, http: RecordingHttp, login: Login, act: Callable[[], Any], **how: Any
) -> Any:
    """Does `act`, writes its tape, returns its result."""
    http.exchanges.clear()
    result = act()
    plain = {"address": login.address, "handle": login.handle, "external_id": login.external_id}
    tape = {
        "name": name,
        "verb": verb,
        "login": plain,
        "secrets": sorted(login.secrets),
        **how,
        "result": shown(result),
    }
    tape = http.anonymous({**tape, "exchanges": http.exchanges})
    folder = RECORDED / slug
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.json").write_text(json.dumps(tape, ensure_ascii=False, indent=1) + "\n")
    return result


# --- playing


class Fault:
    """What goes wrong at one step: an error of the wire, or another answer."""

    def __init__(self, name: str, does: Callable[[httpx2.Request], httpx2.Response]) -> None:
        self.name, self.does = name, does

    def __repr__(self) -> str:
        return self.name


def breaks(error: type[httpx2.TransportError]) -> Callable[[httpx2.Request], httpx2.Response]:
    def does(request: httpx2.Request) -> httpx2.Response:
        raise error("planted", request=request)

    return does


def says(status: int, body: str = "", **headers: str) -> Callable[[httpx2.Request], httpx2.Response]:
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda _: httpx2.Response(status, headers=given, stream=httpx2.ByteStream(body.encode()))


class Player(httpx2.BaseTransport):
    """Gives the answers of a tape in order; `fault` replaces the answer of step `at`."""

    def __init__(self, tape: Mapping[str, Any], at: int = -1, fault: Fault | None = None) -> None:
        self.exchanges, self.at, self.fault, self.step = tape["exchanges"], at, fault, 0

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        request.read()
        assert self.step < len(self.exchanges), f"one call too many: {request.method} {request.url}"
        exchange, here = self.exchanges[self.step], self.step
        asked = (request.method, request.url.raw_path.decode())
        assert asked == (exchange["method"], exchange["path"]), f"step {here}"
        self.step += 1
        if here == self.at and self.fault:
            return self.fault.does(request)
        body = httpx2.ByteStream(exchange["body"].encode())
        return httpx2.Response(exchange["status"], headers=exchange["headers"], stream=body)


def tapes(slug: str) -> list[dict[str, Any]]:
    return [json.loads(path.read_text()) for path in sorted((RECORDED / slug).glob("*.json"))]


def secrets_of(tape: Mapping[str, Any]) -> dict[str, str]:
    return {name: f"secret-{name}-of-the-test" for name in tape["secrets"]}


def play(kind: Any, tape: Mapping[str, Any], at: int = -1, fault: Fault | None = None) -> Any:
    """The network object at work on a tape: returns what the recorded call returns, and made every call of it."""
    login, player = Login(**tape["login"], secrets=secrets_of(tape)), Player(tape, at, fault)
    network = kind(login, Http(allow_loopback=True, transport=player))
    arguments = list(tape.get("arguments", ()))
    if "draft" in tape:
        arguments.insert(0, draft_of(tape["draft"]))
    told = getattr(network, tape["verb"])(*arguments)
    assert fault or player.step == len(player.exchanges), f"{tape['name']}: ended at step {player.step}"
    return told
