"""Every way out of the house leads through the guard: no other file opens a connection."""

import ast
from pathlib import Path

import parvis

ROOT = Path(parvis.__file__).parent
OPENS = {"httpx", "httpx2", "httpcore2", "requests", "urllib.request", "http.client", "socket", "smtplib", "imaplib"}
OPENS |= {"websockets", "aiohttp", "ftplib", "poplib", "telnetlib", "xmlrpc.client", "asyncio.streams"}
# Why each may: the guard and those who are handed its connections; the house's own port; what only names errors.
MAY = {
    "networks/guard.py": "it is the guard",
    "networks/http.py": "over the guard's connections",
    "networks/mailbox.py": "over the guard's connections",
    "networks/wire.py": "over the guard's connections",
    "networks/kinds/email.py": "names errors of the mail libraries",
    "cli/up.py": "asks the house itself whether it is up, on this machine",
}


def _opened(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{name.name}" for name in node.names)}
    return {name for name in found if any(name == way or name.startswith(way + ".") for way in OPENS)}


def test_nothing_else_opens_a_connection() -> None:
    files = [path for path in ROOT.rglob("*.py") if not {"tests", "migrations"} & set(path.parts)]
    open_ways = {str(path.relative_to(ROOT)): ways for path in files if (ways := _opened(path))}
    assert open_ways.keys() == MAY.keys(), {name: open_ways.get(name) for name in open_ways.keys() ^ MAY.keys()}


def test_feeds_are_read_from_bytes_only() -> None:
    """feedparser would open an address or a file that it is given as a string."""
    calls = [
        (path.name, ast.unparse(node))
        for path in ROOT.rglob("*.py")
        if "tests" not in path.parts and "feedparser" in path.read_text("utf-8")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "feedparser.parse"
    ]
    assert calls == [("feeds.py", "feedparser.parse(content, response_headers=headers)")]
