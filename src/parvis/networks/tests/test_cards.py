"""The card of a linked page is what the page says of itself, and never a reason to fail."""

from parvis.networks.cards import card_of
from parvis.networks.http import Http
from parvis.networks.tests import faults
from parvis.networks.tests.tapes import picture

HERE = Http(allow_loopback=True)
PAGE = """<html><head><title>Titre</title><meta property="og:title" content="Neige &amp; verglas">
<meta name="description" content="Où  en est-on ?"><meta property="og:image" content="/a.png"></head></html>""".encode()


def test_words_and_picture() -> None:
    image = faults.answers(body=picture().content, headers={"Content-Type": "image/png"})
    with faults.server(faults.answers(body=PAGE), image) as address:
        card = card_of(address, HERE)
    assert card is not None
    assert (card.title, card.description, card.picture_type) == ("Neige & verglas", "Où en est-on ?", "image/png")


def test_what_cannot_be_had_is_left_out() -> None:
    with faults.server(faults.answers(body=PAGE), faults.answers(404)) as address:
        card = card_of(address, HERE)
    assert card is not None
    assert card.picture == b""
    for broken in (faults.answers(500), faults.resets, faults.answers(body=b"no title")):
        with faults.server(broken) as address:
            assert card_of(address, HERE) is None
    assert card_of("http://169.254.169.254/latest/meta-data/", Http()) is None
