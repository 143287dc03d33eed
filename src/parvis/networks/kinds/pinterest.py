"""Pinterest: pins with pictures or a video on one board of the account.

Compared with Pinterest's OpenAPI description (github.com/pinterest/api-description at c05b189, version 5.23.0 of 11
December 2025). It has no calls for comments: they are counted, not read.
"""

from base64 import b64encode
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from parvis.networks import words
from parvis.networks.base import Account, Asked, Can, Counts, Draft, Finding, Info, Login, Media, Scope, Sent, Waiting
from parvis.networks.errors import Amend, NotUnderstood
from parvis.networks.examine import PERSONAL_PINS
from parvis.networks.figures import figure, limits
from parvis.networks.films import video_alone
from parvis.networks.oauth import Door, Place
from parvis.networks.pictures import fitted
from parvis.networks.plain import first_line
from parvis.networks.platform import BY_WORDS, RECORDED, RECORDED_ON, RENEWAL, TOKEN, Api, known_again, time_of
from parvis.networks.reply import Reply
from parvis.networks.spans import usual
from parvis.say import Say

LENGTH, TITLE, LINK = (figure("pinterest", name) for name in ("length", "title", "link"))
PICTURES, PICTURE_BYTES, ALT = (figure("pinterest", name) for name in ("pictures", "picture_bytes", "alt_length"))
TYPES = ("image/jpeg", "image/png")
PAGE, PAGES = 250, 4
WAIT_SECONDS = 10.0

SCOPES = (
    Scope(
        "user_accounts:read",
        Say("savoir de quel compte il s’agit", "know whose account it is"),
        frozenset({Can.CONNECT}),
    ),
    Scope(
        "boards:read",
        Say("proposer vos tableaux et y lire vos épingles", "offer your boards and read your pins there"),
        frozenset({Can.CONNECT, Can.COUNT}),
    ),
    Scope(
        "boards:write",
        Say("publier sur un tableau", "post to a board"),
        frozenset({Can.PUBLISH, Can.WITHDRAW}),
    ),
    Scope(
        "pins:read",
        Say("compter, et retrouver ce qui est parti", "count, and find what went out"),
        frozenset({Can.COUNT, Can.PUBLISH}),
    ),
    Scope(
        "pins:write",
        Say("publier et retirer", "post and take back"),
        frozenset({Can.PUBLISH, Can.WITHDRAW}),
    ),
)

INFO = Info(
    slug="pinterest",
    name="Pinterest",
    can=frozenset({Can.CONNECT, Can.PUBLISH, Can.WITHDRAW, Can.COUNT}),
    limits=limits("pinterest"),
    docs="https://developers.pinterest.com/docs/api/v5/pins-create",
    verified=RECORDED,
    checked_on=RECORDED_ON,
    note=Say(
        "Avec un accès d’essai, une épingle n’est visible que de son auteur ; l’accès complet demande un examen de "
        "Pinterest. Une image au moins ; plusieurs images partagent un seul texte de remplacement. L’API ne donne pas "
        "les commentaires : ils se comptent, et se lisent dans Pinterest. Une vidéo dure de 4 secondes à 15 minutes et "
        "n’a pas de sous-titres ; son image de couverture est prise à la première seconde.",
        "With trial access a pin is visible to its author only; full access needs a review by Pinterest. One picture "
        "at least; several pictures share one alt text. The API does not give comments: they are counted, and read in "
        "Pinterest. A video lasts from 4 seconds to 15 minutes and has no captions; its cover is taken at the first "
        "second.",
    ),
    asks=(
        TOKEN,
        *RENEWAL,
        Asked(
            "board",
            Say("Identifiant du tableau", "ID of the board"),
            Say("Des chiffres. La connexion guidée le propose.", "Digits. The guided connection offers it."),
        ),
    ),
    known_by=BY_WORDS,
    scopes=SCOPES,
)


class Kind(Api):
    """A board, by the token of the account that owns it."""

    info = INFO
    root = "https://api.pinterest.com/v5/"
    door = Door("https://www.pinterest.com/oauth/", root + "oauth/token", separator=",", by_basic=True)

    @property
    def _board(self) -> str:
        return self.login.external_id or self.login.secrets.get("board", "")

    # --- connecting

    def connect(self) -> tuple[Account, Login]:
        with self.http.within():
            me = self._get("user_account")
            board = self._get(f"boards/{self._board}")
            handle = me["username"]
            self.login = replace(self.login, external_id=board["id"], handle=handle)
            name = f"{me.get('business_name') or handle} · {board['name']}"
            return Account(board["id"], handle, name, f"https://www.pinterest.com/{handle}/"), self.login

    def examine(self, now: datetime) -> tuple[Finding, ...]:
        """A personal account, besides what the login holds."""
        with self.http.within():
            kind = str(self._get("user_account").get("account_type", ""))
            personal = (Finding("account", PERSONAL_PINS, False, kind),) if kind == "PINNER" else ()
            return personal + super().examine(now)

    def places(self) -> tuple[Place, ...]:
        """The account's boards; secret ones are left out."""
        with self.http.within():
            boards = self._rows("boards", page_size=PAGE)
            shown = [board for board in boards if board.get("privacy", "PUBLIC") == "PUBLIC"]
            return tuple(Place(board["name"], {**self.login.secrets, "board": board["id"]}) for board in shown)

    # --- sending

    def send(self, draft: Draft) -> Sent | Waiting:
        with self.http.within():
            self._check(draft)
            if video := video_alone(INFO, draft):
                return Waiting({"video": self._brought(video)}, WAIT_SECONDS)
            return self._pinned(draft, _source(draft.media))

    def _brought(self, video: Media) -> str:
        """The number of a video that no pin shows yet; the place to bring it to wants its own fields and no token."""
        place = self._call("POST", "media", json={"media_type": "video"}).good_or(_reason).json()
        if not str(place.get("upload_url", "")).startswith("https://"):
            raise NotUnderstood(words.not_understood("Pinterest"), "no upload_url")
        files = {"file": (video.name, video.content, video.content_type)}
        self.http.call("POST", place["upload_url"], form=place.get("upload_parameters", {}), files=files).good()
        return str(place["media_id"])

    def _pinned(self, draft: Draft, source: Mapping[str, Any]) -> Sent:
        """The irreversible call."""
        links = [link.value for link in usual(draft.text).links if len(link.value) <= LINK]
        body = {
            "board_id": self._board,
            "title": (draft.title or first_line(draft.text))[:TITLE],
            "description": draft.text,
            "alt_text": " · ".join(media.alt for media in draft.media if media.alt)[:ALT] or None,
            "link": links[0] if links else None,
            "media_source": source,
        }
        reply = self._call("POST", "pins", json={k: v for k, v in body.items() if v}, once=True).good_or(_reason)
        row = reply.json()
        if not isinstance(row, dict) or "id" not in row:
            reply.unclear()
        return _sent(row["id"])

    def _check(self, draft: Draft) -> None:
        if draft.reply_to:
            raise Amend(words.takes_no_answers("Pinterest"), "reply_to")
        if not self._board:
            raise Amend(words.needs_place("Pinterest", Say("le tableau", "the board")), "no board")
        if len(draft.text) > LENGTH:
            raise Amend(words.too_long("Pinterest", len(draft.text), LENGTH), f"{len(draft.text)} characters")
        if not draft.media:
            raise Amend(words.needs_picture("Pinterest"), "no picture")
        if len(draft.media) > PICTURES:
            raise Amend(words.too_many_pictures("Pinterest", PICTURES), f"{len(draft.media)} pictures")
        if any(media.is_document for media in draft.media):
            raise Amend(words.pictures_only("Pinterest"), "not a picture")

    def resume(self, draft: Draft, ticket: Mapping[str, Any]) -> Sent | Waiting:
        """A video is pinned once Pinterest is done with it."""
        with self.http.within():
            state = self._get(f"media/{ticket['video']}").get("status")
            if state == "failed":
                raise Amend(words.video_failed("Pinterest"), state)
            if state != "succeeded":
                return Waiting(ticket, WAIT_SECONDS)
            cover = {"cover_image_key_frame_time": 1}
            return self._pinned(draft, {"source_type": "video_id", "media_id": ticket["video"], **cover})

    def find_sent(self, draft: Draft) -> Sent | None:
        """Pinterest keeps no key of ours: among the board's pins since the draft was made."""
        with self.http.within():
            rows = self._rows(f"boards/{self._board}/pins", page_size=PAGE)
            ours = ((_sent(row["id"]), row.get("description") or "", time_of(row["created_at"])) for row in rows)
            return known_again(ours, draft, draft.text)

    # --- afterwards

    def withdraw(self, external_id: str) -> None:
        reply = self._call("DELETE", f"pins/{external_id}")
        reply.taken_back(_reason)

    def count(self, external_id: str) -> Counts:
        """Figures since the beginning, where Pinterest has them."""
        pin = self._get(f"pins/{external_id}", pin_metrics="true")
        told = (pin.get("pin_metrics") or {}).get("lifetime_metrics") or {}
        return Counts(told.get("reaction"), told.get("save"), told.get("comment"), told.get("impression"))

    def _get(self, path: str, **query: Any) -> Any:
        return self._call("GET", path, query).good_or(_reason).json()

    def _rows(self, path: str, **query: Any) -> Iterator[dict[str, Any]]:
        for _ in range(PAGES):
            page = self._get(path, **query)
            yield from page.get("items", ())
            if not page.get("bookmark"):
                return
            query["bookmark"] = page["bookmark"]


def _source(media: tuple[Media, ...]) -> dict[str, Any]:
    pictures = [_picture(each) for each in media]
    if len(pictures) == 1:
        return {"source_type": "image_base64", **pictures[0]}
    return {"source_type": "multiple_image_base64", "items": pictures}


def _picture(media: Media) -> dict[str, str]:
    media = fitted(media, PICTURE_BYTES, TYPES)
    return {"content_type": media.content_type, "data": b64encode(media.content).decode()}


def _sent(number: str) -> Sent:
    return Sent(number, f"https://www.pinterest.com/pin/{number}/")


def _reason(reply: Reply) -> str:
    return str(reply.said().get("message", ""))[:300]
