"""One publication with a picture: a real WordPress, a real Bluesky PDS, a real Mastodon-API server, once each."""

import io

import httpx2
import pytest
from PIL import Image

from tests.journeys.office import accredit_alice, connect, eventually, first_run

TEXT = "Le pont des Lavandières rouvre lundi 30 novembre à 8 h, dans les deux sens, piétons et vélos compris."
ALT = "Un pont de pierre à trois arches, vu de la berge au petit matin"


@pytest.mark.real
@pytest.mark.slow
def test_one_publication_three_networks(house, wordpress, bluesky, mastodon):
    house.start()
    alice = first_run(house.url)
    home = alice.url.rstrip("/")
    accredit_alice(alice, home)
    connect(alice, home, wordpress.login("ed"), "wordpress", "Site de la ville")
    connect(alice, home, bluesky.login("alice"), "bluesky", "Bluesky")
    connect(alice, home, mastodon.login("ann"), "mastodon", "Mastodon")

    alice.open(f"{home}/publish/write/").fill(
        "Envoyer",
        files={"picture": ("pont.png", _picture(), "image/png")},
        title="Le pont rouvre",
        text=TEXT,
        alt=ALT,
        channels=_all_channels(alice),
    )
    assert "confié à l’envoi" in alice.text, alice.text
    page = alice.url
    eventually(lambda: alice.open(page).text.count("Envoyé") == 3, seconds=90)

    assert _on_wordpress(wordpress) == [("Le pont rouvre", True)]
    assert _on_bluesky(bluesky) == [(TEXT, [ALT])]
    assert _on_mastodon(mastodon) == [(TEXT, [ALT])]


def _all_channels(visitor):
    form = next(form for form in visitor.forms if "channels" in form.options)
    return list(form.options["channels"])


def _picture():
    made = io.BytesIO()
    Image.effect_noise((320, 200), 60).convert("RGB").save(made, "PNG")
    return made.getvalue()


def _on_wordpress(wordpress):
    login = wordpress.login("ed")
    answer = httpx2.get(
        wordpress.url + "/index.php",
        params={"rest_route": "/wp/v2/posts", "search": "Lavandières", "context": "edit"},
        auth=(login.handle, login.secrets["password"]),
        timeout=30,
    )
    return [
        (row["title"]["raw"], bool(row["featured_media"]) or "<img" in row["content"]["raw"]) for row in answer.json()
    ]


def _on_bluesky(bluesky):
    token = bluesky._xrpc("com.atproto.server.createSession", body=bluesky._credentials())["accessJwt"]
    found = bluesky._xrpc(
        "com.atproto.repo.listRecords", {"repo": bluesky.did("alice"), "collection": "app.bsky.feed.post"}, token=token
    )
    records = [row["value"] for row in found["records"] if "Lavandières" in row["value"]["text"]]
    return [(record["text"], [image["alt"] for image in record["embed"]["images"]]) for record in records]


def _on_mastodon(mastodon):
    headers = {"Authorization": f"Bearer {mastodon.login('ann').secrets['token']}", "Connection": "close"}
    with httpx2.Client(base_url=mastodon.url, headers=headers, timeout=30) as client:
        me = client.get("/api/v1/accounts/verify_credentials").json()["id"]
        rows = client.get(f"/api/v1/accounts/{me}/statuses", params={"limit": 20}).json()
    mine = [row for row in rows if "Lavandières" in row["content"]]
    return [(_bare(row["content"]), [each["description"] for each in row["media_attachments"]]) for row in mine]


def _bare(content):
    import html
    import re

    return html.unescape(re.sub(r"<[^>]+>", "", content)).strip()
