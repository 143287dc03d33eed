"""WordPress against the recorded answers of a real server."""

import json
from typing import Any

import pytest

from parvis.networks.errors import Amend
from parvis.networks.kinds.wordpress import Kind
from parvis.networks.tests.contract import SendingContract, speaks
from parvis.networks.tests.tapes import Fault, play, says
from parvis.networks.tests.told import step, tape

ODD: list[Any] = [{"date_gmt": "2026-11-21T10:22:37"}, {"id": 7}, {"id": 8, "date_gmt": "0000-00-00"}, None]
SITE = {"address": "https://server.test"}


class TestWordPress(SendingContract):
    kind = Kind
    found_by_key = {"find_publish", "find_publish_video", "find_reply"}

    def test_a_file_that_the_host_does_not_take_is_told_apart(self) -> None:
        tape = next(tape for tape in self.tapes() if tape["name"] == "publish_video")
        upload = next(n for n, exchange in enumerate(tape["exchanges"]) if exchange["path"].endswith("/media"))
        with pytest.raises(Amend) as refused:
            play(Kind, tape, upload, Fault("413", says(413, "<html>")))
        assert "hébergeur" in refused.value.say.fr
        speaks(refused.value.say)

    def test_a_comment_without_an_id_or_a_time_is_noted_and_the_others_are_read(self) -> None:
        recorded = next(tape for tape in self.tapes() if tape["name"] == "addressed")
        whole = play(Kind, recorded)
        for cursor in ({}, {"after": "2026-11-20T00:00:00", "id": 0}):
            batch = play(Kind, comments(recorded, cursor, ODD + rows_of(recorded) + ODD))
            assert (batch.found, batch.cursor) == (whole.found, whole.cursor)
            assert len(batch.missed) == 2 * len(ODD)

    def test_a_post_without_an_id_is_noted_and_the_others_are_read(self) -> None:
        post = {"id": 5, "date_gmt": "2026-11-21T10:22:36", "link": "https://server.test/a", "author": 2}
        post |= {"title": {"rendered": "Neige"}, "content": {"rendered": "<p>Il neige.</p>"}}
        path = "/wp-json/wp/v2/posts?per_page=100&orderby=date&order=desc"
        batch = play(Kind, tape("odd", "read", None, step("GET", path, [*ODD, post]), arguments=[{}], login=SITE))
        assert [found.text for found in batch.found] == ["Il neige."]
        assert (batch.cursor["id"], len(batch.missed)) == (5, len(ODD))

    def test_a_reply_is_found_by_its_words_beside_a_comment_without_an_id(self) -> None:
        recorded = next(tape for tape in self.tapes() if tape["name"] == "find_reply")
        *before, last = recorded["exchanges"]
        rows = [{**row, "author_user_agent": ""} for row in json.loads(last["body"])]
        odd = {**last, "body": json.dumps([{**rows[0], "id": None}, {"author": 2}, *rows])}
        assert play(Kind, {**recorded, "exchanges": [*before, odd]}) == play(Kind, recorded)


def rows_of(recorded: dict[str, Any]) -> list[Any]:
    return list(json.loads(recorded["exchanges"][0]["body"]))


def comments(recorded: dict[str, Any], cursor: dict[str, Any], rows: list[Any]) -> dict[str, Any]:
    """The recorded reading with other rows, after a cursor."""
    first = recorded["exchanges"][0]
    since = "&order=asc&after=2026-11-19T23%3A59%3A58%2B00%3A00&page=1"
    path = first["path"].replace("&order=desc", since) if cursor else first["path"]
    exchange = {**first, "path": path, "body": json.dumps(rows)}
    return {**recorded, "arguments": [cursor], "exchanges": [exchange]}
