"""How much a request may bring. Django would write all of it to the disk before it asks who sends it."""

import re
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Message, Receive, Send], Awaitable[None]]

MOST = 20_000_000
# Paths that take more: a file of remarks, 500 MB; a publication with a video of 50 MB and pictures.
LARGE = ((r"/listen/imports/", 510_000_000), (r"/publish/(\d+/)?write/", 110_000_000))
WORDS = (
    "Cet envoi est trop gros. Rien n’a changé : revenez en arrière et choisissez un fichier plus petit.\n"
    "This is too large. Nothing has changed: go back and choose a smaller file.\n"
)


class TooLarge(Exception):
    """The request brings more than its page takes."""


def bounded(app: App) -> App:
    """`app`, with larger requests answered by 413."""

    async def inside(scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return
        try:
            await app(scope, _counted(receive, _most(scope["path"])), send)
        except TooLarge:
            await _refuse(send)

    return inside


def _most(path: str) -> int:
    return next((most for end, most in LARGE if re.search(f"{end}$", path)), MOST)


def _counted(receive: Receive, most: int) -> Receive:
    left = most

    async def counted() -> Message:
        nonlocal left
        message = await receive()
        left -= len(message.get("body", b""))
        if left < 0:
            raise TooLarge
        return message

    return counted


async def _refuse(send: Send) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": 413, "headers": headers})
    await send({"type": "http.response.body", "body": WORDS.encode()})
