"""WordPress against the recorded answers of a real server."""

from parvis.networks.kinds.wordpress import Kind
from parvis.networks.tests.contract import SendingContract


class TestWordPress(SendingContract):
    kind = Kind
    found_by_key = {"find_publish", "find_reply"}
