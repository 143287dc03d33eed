"""WordPress against the recorded answers of a real server."""

import pytest

from parvis.networks.errors import Amend
from parvis.networks.kinds.wordpress import Kind
from parvis.networks.tests.contract import SendingContract, speaks
from parvis.networks.tests.tapes import Fault, play, says


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
