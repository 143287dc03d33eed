"""Telegram: a channel or group, through one's own bot.

Compared with version 10.1 of the Bot API (11 June 2026), https://core.telegram.org/bots/api as
github.com/PaulSonOfLars/telegram-bot-api-spec copies it by machine (160fd99), read on 28 November 2026.
"""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from parvis.networks import words
from parvis.networks.base import Account, Asked, Batch, Can, Draft, Found, Info, Login, Media, Sent, Waiting
from parvis.networks.errors import Amend, Gone, MaybeSent, NetworkError, Reconnect, TryLater
from parvis.networks.figures import figure, limits
from parvis.networks.films import film_of, fits
from parvis.networks.http import Http
from parvis.networks.pictures import fitted
from parvis.networks.platform import COMPARED_AGAIN, RECORDED_ON
from parvis.networks.reply import Reply
from parvis.networks.rows import sound
from parvis.say import Say

LENGTH, CAPTION = figure("telegram", "length"), figure("telegram", "caption")
FILES, PICTURE_BYTES = figure("telegram", "pictures"), figure("telegram", "picture_bytes")
ROOT = "https://api.telegram.org"


def utf16(text: str) -> int:
    """Telegram counts UTF-16 units: most emoji count 2."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


INFO = Info(
    slug="telegram",
    name="Telegram",
    can=frozenset({Can.CONNECT, Can.LISTEN, Can.PUBLISH, Can.REPLY, Can.CORRECT, Can.WITHDRAW}),
    limits=limits("telegram", utf16),
    docs="https://core.telegram.org/bots/api",
    verified=COMPARED_AGAIN,
    checked_on=RECORDED_ON,
    note=Say(
        "Un robot ne peut pas relire ce qu’il a publié : après une réponse perdue, c’est une personne qui vérifie. "
        "Avec une image ou une vidéo, le texte tient en 1 024 signes. Dix fichiers au plus font un album. Telegram ne "
        "prend ni texte de remplacement ni sous-titres. Un message se retire dans les 48 heures, pas après. Telegram "
        "ne donne aucun chiffre aux robots. Un robot par canal : deux canaux qui en partagent un se prennent leurs "
        "messages.",
        "A bot cannot read back what it posted: after a lost answer a person has to look. With a picture or a video "
        "the text holds 1,024 characters. Up to ten files make an album. Telegram takes neither alt text nor captions. "
        "A message can be withdrawn within 48 hours, not later. Telegram gives bots no figures. One bot a "
        "channel: two channels that share one take each other’s messages.",
    ),
    asks=(
        Asked(
            "handle",
            Say("Canal ou groupe", "Channel or group"),
            Say("@mairie, dont le robot est administrateur.", "@townhall, where the bot is an administrator."),
        ),
        Asked(
            "token",
            Say("Jeton du robot", "Token of the bot"),
            Say("Donné par @BotFather.", "Given by @BotFather."),
            secret=True,
        ),
    ),
    known_by=Say("par une personne, qui ouvre le canal", "by a person, who opens the channel"),
)

LOOK_YOURSELF = Say(
    "La réponse de Telegram s’est perdue et un robot ne peut pas relire son canal. Ouvrez le canal : si le message y "
    "est, indiquez son adresse ; sinon, renvoyez.",
    "The answer of Telegram was lost and a bot cannot read its channel back. Open the channel: if the message is "
    "there, give its address; if not, send again.",
)


class Kind:
    """A channel or group, by the bot's token."""

    info = INFO

    def __init__(self, login: Login, http: Http) -> None:
        self.login = login
        self.http = http.knowing(tuple(login.secrets.values()))

    @property
    def _chat(self) -> str:
        return self.login.external_id or self.login.handle

    # --- connecting

    def connect(self) -> tuple[Account, Login]:
        with self.http.within():
            chat = self._result("getChat", {"chat_id": self.login.handle})
            handle = chat.get("username", self.login.handle.removeprefix("@"))
            self.login = replace(self.login, external_id=str(chat["id"]), handle=f"@{handle}")
            return Account(
                str(chat["id"]), f"@{handle}", chat.get("title", handle), f"https://t.me/{handle}"
            ), self.login

    # --- listening

    def addressed(self, cursor: Mapping[str, Any]) -> Batch:
        """Messages in the group, under the channel's posts or to the bot; what other groups say is no affair of ours.

        Telegram forgets each once the next call asks for what follows.
        """
        with self.http.within():
            offset = {"offset": cursor["update"] + 1} if cursor else {}
            rows = self._result("getUpdates", {"limit": 100, "allowed_updates": '["message"]', **offset})
            ours = self._ours() if rows else frozenset()
            missed: list[str] = []
            told = (row.get("message", {}) for row in rows)
            found = sound((row for row in told if _is_for(row, ours)), lambda row: self._found(row, ours), missed)
            last = {"update": rows[-1]["update_id"]} if rows else dict(cursor)
            return Batch(tuple(found), last, missed=tuple(missed))

    def _ours(self) -> frozenset[int]:
        """The chat itself and, of a channel, the group where its posts are discussed."""
        chat = self._result("getChat", {"chat_id": self._chat})
        return frozenset({chat["id"], chat.get("linked_chat_id", chat["id"])})

    def _found(self, row: Mapping[str, Any], ours: frozenset[int]) -> Found:
        """What comes in the name of a chat of ours is ours: the channel's own posts come into its group."""
        author, chat = row.get("from", {}), row["chat"]
        name = " ".join(filter(None, (author.get("first_name"), author.get("last_name"))))
        above = row.get("reply_to_message", {}).get("message_id")
        return Found(
            external_id=_name(chat["id"], row["message_id"]),
            url=_address(chat, row["message_id"]),
            text=_text(row),
            published_at=datetime.fromtimestamp(row["date"], UTC),
            author=name or author.get("username", ""),
            author_handle=author.get("username", ""),
            author_id=str(author.get("id", "")),
            language=author.get("language_code", ""),
            reply_to=_name(chat["id"], above) if above else "",
            thread=_name(chat["id"], row.get("message_thread_id") or above or row["message_id"]),
            is_own=row.get("sender_chat", {}).get("id") in ours,
            addressed=True,
            reply_handle={"chat": chat["id"], "id": row["message_id"]},
        )

    # --- sending

    def send(self, draft: Draft) -> Sent | Waiting:
        with self.http.within():
            self._check(draft)
            form: dict[str, Any] = {"chat_id": draft.reply_to.get("chat", self._chat)}
            if draft.reply_to:
                form["reply_parameters"] = f'{{"message_id":{int(draft.reply_to["id"])}}}'
            if not draft.media:
                rows = [self._result("sendMessage", {**form, "text": draft.text}, once=True)]
            elif len(draft.media) == 1:
                rows = [self._file(form, draft)]
            else:
                rows = self._album(form, draft)
            numbers = ",".join(str(row["message_id"]) for row in rows)
            return Sent(_name(rows[0]["chat"]["id"], numbers), _address(rows[0]["chat"], rows[0]["message_id"]))

    def _file(self, form: Mapping[str, Any], draft: Draft) -> Any:
        media, about = _fitted(draft.media[0])
        kind = "video" if media.is_video else "photo"
        files = {kind: (media.name, media.content, media.content_type)}
        name = "sendVideo" if media.is_video else "sendPhoto"
        return self._result(name, {**form, **about, "caption": draft.text}, once=True, files=files)

    def _album(self, form: Mapping[str, Any], draft: Draft) -> Any:
        """Several messages at once, of which the first carries the text."""
        rows, files = [], {}
        for number, (media, about) in enumerate(map(_fitted, draft.media)):
            kind = "video" if media.is_video else "photo"
            text = {"caption": draft.text} if number == 0 else {}
            rows.append({"type": kind, "media": f"attach://file{number}", **about, **text})
            files[f"file{number}"] = (media.name, media.content, media.content_type)
        return self._result("sendMediaGroup", {**form, "media": json.dumps(rows)}, once=True, files=files)

    def _check(self, draft: Draft) -> None:
        limit = CAPTION if draft.media else LENGTH
        if (length := utf16(draft.text)) > limit:
            raise Amend(words.too_long("Telegram", length, limit), f"{length} units")
        if len(draft.media) > FILES:
            raise Amend(words.too_many_pictures("Telegram", FILES), f"{len(draft.media)} files")

    def resume(self, draft: Draft, ticket: Mapping[str, Any]) -> Sent | Waiting:
        """Telegram answers at once and never makes us wait."""
        return self.send(draft)

    def find_sent(self, draft: Draft) -> Sent | None:
        """It cannot be known: that is not the same as `None`, after which the outbox would send again."""
        raise MaybeSent(LOOK_YOURSELF, "the Bot API has no call that reads a channel")

    def correct(self, external_id: str, draft: Draft) -> Sent:
        """A text, or what stands under a picture; the same words again are refused there, and done here."""
        self._check(draft)
        chat, _, numbers = external_id.rpartition("/")
        number = numbers.partition(",")[0]
        name, field = ("editMessageCaption", "caption") if draft.media else ("editMessageText", "text")
        try:
            row = self._result(name, {"chat_id": chat, "message_id": number, field: draft.text})
        except Amend as refused:
            if "not modified" not in refused.detail:
                raise
            return Sent(external_id, _address({"username": self._public_name}, int(number)))
        return Sent(external_id, _address(row["chat"], row["message_id"]))

    @property
    def _public_name(self) -> str:
        """A private channel is known by its number alone."""
        handle = self.login.handle.removeprefix("@")
        return "" if handle.lstrip("-").isdigit() else handle

    def withdraw(self, external_id: str) -> None:
        chat, _, numbers = external_id.rpartition("/")
        one, several = ("deleteMessage", {"message_id": numbers}), ("deleteMessages", {"message_ids": f"[{numbers}]"})
        name, which = several if "," in numbers else one
        try:
            self._result(name, {"chat_id": chat, **which})
        except Gone as gone:
            if "message to delete" not in gone.detail:  # the chat is not found: the bot is not in it any more
                raise Amend(words.not_allowed("Telegram"), gone.detail) from None

    # --- the API

    def _result(self, name: str, form: Mapping[str, Any], *, once: bool = False, **how: Any) -> Any:
        ask = self.http.once if once else self.http.call
        reply = ask("POST", f"{ROOT}/bot{self.login.secrets.get('token', '')}/{name}", form=form, **how)
        if not reply.ok:
            raise _refusal(reply)
        body = reply.json()
        if not isinstance(body, dict) or "result" not in body:
            reply.unclear()
        return body["result"]


def _refusal(reply: Reply) -> NetworkError:
    reason = str(reply.said().get("description", ""))[:300]
    if reply.status == 400 and "not found" in reason.lower():
        return Gone(words.gone("Telegram"), reply.detail)
    if reply.status == 404:  # a token that Telegram does not know
        return Reconnect(words.reconnect("Telegram"), reply.detail)
    if reply.status == 409:  # another program reads this bot's messages
        return TryLater(words.troubled("Telegram"), reply.detail)
    return reply.error(reason)


def _fitted(media: Media) -> tuple[Media, dict[str, Any]]:
    """The file as it goes, and what is said about it: a video's size and duration, where it tells them."""
    if not media.is_video:
        return fitted(media, PICTURE_BYTES), {}
    fits(INFO, media)
    film = film_of(media.content)
    told = {"width": film.width, "height": film.height, "duration": round(film.seconds)}
    return media, {"supports_streaming": "true", **{name: value for name, value in told.items() if value}}


def _is_for(row: Mapping[str, Any], ours: frozenset[int]) -> bool:
    chat = row.get("chat", {})
    return bool(_text(row)) and (chat.get("id") in ours or chat.get("type") == "private")


def _text(row: Mapping[str, Any]) -> str:
    """Of a picture, what is written under it."""
    return str(row.get("text") or row.get("caption") or "")


def _name(chat: int | str, number: int | str) -> str:
    return f"{chat}/{number}"


def _address(chat: Mapping[str, Any], number: int) -> str:
    return f"https://t.me/{chat['username']}/{number}" if chat.get("username") else ""
