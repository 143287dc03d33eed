"""A real WordPress: the whole life of a post and of a comment."""

import re
from dataclasses import replace
from typing import Any

import pytest

from parvis.networks import words
from parvis.networks.base import Captions
from parvis.networks.errors import Amend, Gone, Reconnect, TryLater
from parvis.networks.http import Http
from parvis.networks.kinds.feed import Kind as Feed
from parvis.networks.kinds.wordpress import Kind
from parvis.networks.reply import Reply
from parvis.networks.tests.tapes import VTT, picture, video
from tests.real import life
from tests.real.servers import WordPress

pytestmark = pytest.mark.real


@pytest.fixture
def site(wordpress: WordPress) -> Any:
    return Kind(wordpress.login(), life.HERE)


def number(sent: Any) -> int:
    return int(sent.external_id.rpartition("-")[2])


def test_the_whole_life(site: Kind, wordpress: WordPress) -> None:
    account, login = site.connect()
    assert (account.handle, login.external_id) == ("ed", account.external_id)
    post, sent = life.published(site)
    assert site.send(post) == sent, "sent again it is the same post"
    wordpress.visitor_says(number(sent), "Et ma rue ? <b>merci</b>")
    found, batch = life.heard(site, "Et ma rue ? merci")
    assert (found.author, found.title, found.is_own, found.addressed) == ("Ana", "Déneigement", False, True)
    assert site.addressed(batch.cursor).found == ()
    reply = life.answered(site, found)
    mine, _ = life.heard(site, "demain", batch.cursor)
    assert (mine.external_id, mine.reply_to, mine.is_own) == (reply.external_id, found.external_id, True)
    assert site.count(sent.external_id).replies == 2
    site.withdraw(reply.external_id)
    assert site.count(sent.external_id).replies == 1


def test_the_post_shows_picture_text_and_words_as_written(site: Kind, wordpress: WordPress) -> None:
    _, sent = life.published(site)
    page = life.HERE.get(sent.url).content.decode()
    assert "La place de la mairie sous la neige" in page
    assert "<p>Suite demain" in page
    batch = Feed(replace(wordpress.login(), address=wordpress.url + "/feed/"), life.HERE).read({})
    assert sent.url in [found.url for found in batch.found]
    assert sent.url in [found.url for found in site.search("Déneigement", {}).found]


@pytest.mark.parametrize("name", ["ed", "ann"])
def test_a_video_plays_in_the_post_with_what_it_shows_and_its_captions(wordpress: WordPress, name: str) -> None:
    """`ann` may write no free HTML: what WordPress lets her write is the same."""
    site, filmed = Kind(wordpress.login(name), life.HERE), replace(video(), captions=(Captions("fr", VTT),))
    post = life.draft("Les rues.\n\nEt le reste.", title="Film", media=(filmed,))
    sent = site.send(post)
    assert site.send(post) == site.find_sent(post) == sent, "sent again it is the same post"
    page = life.HERE.get(sent.url).content.decode()
    source, track = (re.search(f'<{tag} [^>]*src="([^"]+)"', page) for tag in ("video", "track"))
    assert source
    assert track
    assert life.HERE.get(source[1]).content == filmed.content
    assert life.HERE.get(track[1]).content.decode() == VTT
    assert 'kind="captions"' in page
    assert f'<figcaption class="wp-element-caption">{filmed.alt}</figcaption>' in page
    assert len(site._get("media", search=post.key[:16]).good().json()) == 2, "each file was brought once"
    site.correct(sent.external_id, replace(post, text="Les rues, mardi."))
    page = life.HERE.get(sent.url).content.decode()
    assert (source[1] in page, track[1] in page, "Et le reste" in page) == (True, True, False)


def test_a_video_stands_below_pictures(site: Kind) -> None:
    other = replace(picture(), name="rue.png")
    post = life.draft("Les rues.", title="Film et images", media=(picture(), video(), other))
    sent = site.send(post)
    row = site._get(f"posts/{number(sent)}", context="edit").json()
    said = row["content"]["raw"]
    assert row["featured_media"]
    assert 0 < said.index("wp-block-video") < said.index("wp-block-image")
    site.correct(sent.external_id, replace(post, text="Les rues, mardi."))
    again = site._get(f"posts/{number(sent)}", context="edit").json()["content"]["raw"]
    assert again == said.replace("Les rues.", "Les rues, mardi.")


class Died(BaseException):
    """The process is gone: no code of its own sees this."""


class Dies(Http):
    """The call of that number is made, and nobody lives to read its answer."""

    def __init__(self, at: int) -> None:
        super().__init__(allow_loopback=True)
        self.at, self.calls = at, [0]

    def _ask(self, method: str, url: str, once: bool, **how: Any) -> Reply:
        reply = super()._ask(method, url, once, **how)
        self.calls[0] += 1
        if self.calls[0] == self.at:
            raise Died
        return reply


@pytest.mark.parametrize("at", range(1, 8))
def test_killed_after_any_call_there_is_one_post_and_each_file_once(wordpress: WordPress, at: int) -> None:
    filmed = replace(video(), captions=(Captions("fr", VTT),))
    post = life.draft("Les rues.", title="Film", media=(filmed,))
    with pytest.raises(Died):
        Kind(wordpress.login(), Dies(at)).send(post)
    site = Kind(wordpress.login(), life.HERE)
    sent = site.find_sent(post) or site.send(post)
    assert len(site._get("media", search=post.key[:16]).good().json()) == 2
    there = site._get("posts", search="Film", per_page=100, status="publish,draft").good().json()
    assert [row["link"] for row in there if post.key[:12] in row["slug"]] == [sent.url]


def test_a_video_whose_answer_was_lost_is_brought_once(wordpress: WordPress) -> None:
    """The upload was done and its answer lost: the next try finds the file."""
    post = life.draft("Un film perdu", title="Film perdu", media=(video(),))

    class Loses(Http):
        def call(self, method: str, url: str, **how: Any) -> Reply:
            reply = super().call(method, url, **how)
            if method == "POST":
                raise TryLater(words.troubled("server.test"))
            return reply

    with pytest.raises(TryLater):
        Kind(wordpress.login(), Loses(allow_loopback=True)).send(post)
    site = Kind(wordpress.login(), life.HERE)
    site.send(post)
    assert len(site._get("media", search=post.key[:16]).good().json()) == 1


@pytest.mark.parametrize("name", ["ed", "ann"])
def test_a_lost_answer_is_found_there(wordpress: WordPress, name: str) -> None:
    """`ann` may not read the user agent that carries the key: her comment is found by its words."""
    login = wordpress.login(name)
    sent = life.found_after_a_lost_answer(Kind, login)
    life.found_after_a_lost_answer(Kind, login, {"post": number(sent), "parent": 0})


def test_held_comments_are_read_by_those_who_may(site: Kind, wordpress: WordPress) -> None:
    _, sent = life.published(site)
    wordpress.visitor_says(number(sent), "À relire avant tout")
    found, _ = life.heard(site, "À relire")
    site.moderate(found.external_id, "hold")
    assert life.heard(site, "À relire")
    author = Kind(wordpress.login("ann"), life.HERE)
    assert not [f for f in author.addressed({}).found if "À relire" in f.text]
    site.moderate(found.external_id, "show")
    assert life.heard(author, "À relire")


def test_corrected_in_its_place(site: Kind) -> None:
    """Twice is once; the picture, the address and the number stay."""
    post, sent = life.published(site)
    new = replace(post, text="Déneigement : reporté à mardi.", title="Déneigement reporté")
    assert site.correct(sent.external_id, new).external_id == sent.external_id
    assert site.correct(sent.external_id, new).external_id == sent.external_id
    row = site._get(f"posts/{number(sent)}", context="edit").json()
    assert (row["title"]["raw"], "reporté à mardi" in row["content"]["raw"]) == ("Déneigement reporté", True)
    assert "Suite demain" not in row["content"]["raw"]
    assert row["featured_media"], "the picture stands above the text"
    answer = site.send(life.draft("Merci lundi", {"post": number(sent), "parent": 0}))
    site.correct(answer.external_id, life.draft("Merci mardi"))
    row = site._get(f"comments/{number(answer)}", context="edit").json()
    assert row["content"]["raw"] == "Merci mardi"


def test_refusals(site: Kind, wordpress: WordPress) -> None:
    _, sent = life.published(site)
    with pytest.raises(Reconnect):
        Kind(replace(wordpress.login(), secrets={"password": "wrong"}), life.HERE).connect()
    with pytest.raises(Gone):
        site.send(life.draft("À qui ?", {"post": 999_999, "parent": 0}))
    first = life.draft("Merci", {"post": number(sent), "parent": 0})
    site.send(first)
    later = replace(life.draft("Merci", first.reply_to), not_before=first.not_before.replace(year=2030))
    with pytest.raises(Amend) as refused:
        site.send(later)
    assert "doublons" in refused.value.say.fr


def test_a_correction_keeps_address_pictures_and_comments(site: Kind, wordpress: WordPress) -> None:
    post = life.draft("Neige lundi.", title="Neige", media=(picture(), picture()))
    sent = site.send(post)
    wordpress.visitor_says(number(sent), "Ah bon ?")
    better = replace(post, text="Neige mardi.\n\nEt mercredi.", title="Neige, mise à jour")
    assert site.correct(sent.external_id, better) == site.correct(sent.external_id, better) == sent
    page = life.HERE.get(sent.url).content.decode()
    assert ("Neige mardi." in page, "Neige lundi." in page, "Neige, mise à jour" in page) == (True, False, True)
    assert page.count("wp-block-image") == 1
    assert site.count(sent.external_id).replies == 1
    reply = site.send(life.draft("Oui <b>mardi</b>", {"post": number(sent), "parent": 0}))
    site.correct(reply.external_id, life.draft("Oui, mardi matin & soir"))
    mine, _ = life.heard(site, "mardi matin & soir")
    assert mine.external_id == reply.external_id


def test_comments_go_to_spam_and_to_the_bin(site: Kind, wordpress: WordPress) -> None:
    sent = site.send(life.draft("Marché", title="Marché"))
    spam = wordpress.visitor_says(number(sent), "Achetez des montres")
    rude = wordpress.visitor_says(number(sent), "Grossier")
    site.moderate(site._name("comment", spam), "spam")
    site.moderate(site._name("comment", rude), "remove")
    assert site.count(sent.external_id).replies == 0
    states = {each: site._get(f"comments/{each}", context="edit").json()["status"] for each in (spam, rude)}
    assert states == {spam: "spam", rude: "trash"}
    site.moderate(site._name("comment", spam), "show")
    assert site.count(sent.external_id).replies == 1


def test_a_site_without_a_bin_keeps_what_was_to_be_taken_back(site: Kind, wordpress: WordPress) -> None:
    sent = site.send(life.draft("Marché de Noël", title="Marché"))
    said = site._name("comment", wordpress.visitor_says(number(sent), "À quelle heure ?"))
    no_bin = Kind(wordpress.login(), Http(allow_loopback=True, agent="Parvis no-bin"))
    for item in (said, sent.external_id):
        with pytest.raises(Amend) as refused:
            no_bin.withdraw(item)
        assert "corbeille" in refused.value.say.fr
    assert site.count(sent.external_id).replies == 1
    site.withdraw(sent.external_id)
