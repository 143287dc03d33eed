"""`parvis audit`, on a site of this machine."""

import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from parvis.cli import audit as command


class _Site(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        at = datetime.now(UTC).isoformat()
        body = (
            '<feed xmlns="http://www.w3.org/2005/Atom"><title>Fil</title><entry><id>urn:1</id>'
            f"<updated>{at}</updated><title>x</title></entry></feed>"
        )
        self.send_response(200 if self.path == "/fil" else 503)
        self.send_header("content-type", "application/atom+xml")
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *words: Any) -> None:
        pass


@pytest.fixture
def site() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Site)
    threading.Thread(target=server.serve_forever).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_the_command_tells_a_line_an_account(site: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    listed = tmp_path / "comptes.txt"
    listed.write_text(f"{site}/fil\n{site}/panne\nhttp://10.0.0.1/\n")
    out = tmp_path / "audit"
    assert command.main([str(listed), "--allow-loopback", "--out", str(out), "--language", "fr"]) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [row["name"] for row in rows] == ["Fil", "", ""]
    assert [bool(row["errors"]) for row in rows] == [False, True, True]
    assert (rows[0]["posts_90_days"], rows[0]["dormant"]) == (1, False)
    assert sorted(path.name for path in out.iterdir()) == ["audit.csv", "audit.html", "audit.pdf"]


def test_without_the_setting_this_machine_is_not_looked_at(site: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main([f"{site}/fil"]) == 0
    assert json.loads(capsys.readouterr().out)["errors"]


def test_what_cannot_be_read_is_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    empty = tmp_path / "vide.txt"
    empty.write_text("# rien\n")
    assert command.main([str(empty)]) == command.main([str(tmp_path / "absent.txt")]) == 2
