"""TikTok: one video or a set of pictures, posted directly; its API reads no comment and takes nothing back.

Compared with the pages on direct posts, photos, status, creator information, video objects and tokens under
https://developers.tiktok.com/doc (copies read on 28 November 2026).
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from parvis.networks import words
from parvis.networks.base import Account, Can, Counts, Draft, Finding, Info, Login, Media, Scope, Sent, Waiting
from parvis.networks.errors import Amend, Gone, NetworkError, NotUnderstood, Reconnect, TryLater
from parvis.networks.examine import TRIAL
from parvis.networks.figures import figure, limits
from parvis.networks.oauth import Door
from parvis.networks.plain import first_line
from parvis.networks.platform import RECORDED, RECORDED_ON, RENEWAL, TOKEN, Api, known_again
from parvis.networks.reply import Reply
from parvis.say import Say

TITLE, DESCRIPTION, CAPTION = (figure("tiktok", name) for name in ("title", "description", "length"))
PICTURES, VIDEO_BYTES = figure("tiktok", "pictures"), figure("tiktok", "video_bytes")
WAIT_SECONDS, FULL_SECONDS = 30.0, 6 * 3600.0
PUBLIC = "PUBLIC_TO_EVERYONE"


def measure(text: str) -> int:
    """TikTok counts units of UTF-16."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


SCOPES = (
    Scope(
        "user.info.basic", Say("savoir de quel compte il s’agit", "know whose account it is"), frozenset({Can.CONNECT})
    ),
    Scope("video.publish", Say("publier", "post"), frozenset({Can.PUBLISH, Can.CONNECT})),
    Scope(
        "video.list",
        Say("compter, et retrouver ce qui est parti", "count, and find what went out"),
        frozenset({Can.COUNT, Can.PUBLISH}),
    ),
)

INFO = Info(
    slug="tiktok",
    name="TikTok",
    can=frozenset({Can.CONNECT, Can.PUBLISH, Can.COUNT}),
    limits=limits("tiktok", measure),
    docs="https://developers.tiktok.com/doc/content-posting-api-reference-direct-post",
    verified=RECORDED,
    checked_on=RECORDED_ON,
    note=Say(
        "Tant que TikTok n’a pas audité votre application, elle ne publie qu’en privé, sur un compte privé : Parvis "
        "refuse alors d’envoyer, car personne ne verrait rien. L’audit demande que la personne choisisse à chaque "
        "envoi la confidentialité, les commentaires et la mention commerciale ; Parvis publie pour tous, commentaires "
        "ouverts : il n’est pas dit que TikTok l’accepte. L’API ne lit ni commentaires ni mentions, ne retire rien et "
        "ne prend pas de texte de remplacement. TikTok va chercher les images, en JPEG ou WebP, sur un domaine que "
        "vous lui avez prouvé. 6 envois par minute.",
        "Until TikTok has audited your application it only posts in private, to a private account: Parvis then refuses "
        "to send, since nobody would see anything. The audit wants the person to choose privacy, comments and "
        "commercial disclosure for each post; Parvis posts for everyone, with comments open: TikTok may not accept "
        "that. The API reads neither comments nor mentions, takes nothing back and has no alt text. TikTok fetches "
        "pictures, JPEG or WebP, from a domain that you have proved yours. 6 posts a minute.",
    ),
    asks=(TOKEN, *RENEWAL),
    known_by=Say(
        "vidéo : par son numéro d’envoi ; images : par leurs mots et leur heure, et sinon une personne regarde",
        "video: by its upload’s number; pictures: by their words and time, and else a person looks",
    ),
    scopes=SCOPES,
)

PRIVATE_ONLY = Say(
    "TikTok ne laisse ce compte publier qu’en privé : personne ne verrait la publication. Rien n’est parti : rendez le "
    "compte public, et faites auditer l’application par TikTok.",
    "TikTok lets this account post in private only: nobody would see the post. Nothing went out: make the account "
    "public, and have the application audited by TikTok.",
)
FULL = Say(
    "Ce compte a atteint le nombre de publications que TikTok accepte par jour. Rien n’est perdu : Parvis réessaiera.",
    "This account has reached the number of posts that TikTok takes a day. Nothing is lost: Parvis will try again.",
)
ONE_OR_OTHER = Say(
    "TikTok prend une vidéo, ou des images, et pas de texte seul. Rien n’est parti : joignez l’une ou les autres.",
    "TikTok takes one video, or pictures, and no text alone. Nothing went out: attach one or the other.",
)
NOT_OURS = Say(
    "TikTok ne va chercher les images que sur un domaine prouvé. Rien n’est parti : prouvez le domaine de Parvis dans "
    "votre application TikTok.",
    "TikTok fetches pictures only from a domain that was proved. Nothing went out: prove the domain of Parvis in your "
    "TikTok application.",
)
LOOK_YOURSELF = Say(
    "TikTok ne dit pas si ces images sont publiées. Rien n’est renvoyé : regardez dans TikTok, puis dites-le ici.",
    "TikTok does not say whether these pictures are out. Nothing is sent again: look in TikTok, then say so here.",
)
LOST_RIGHT = {"access_token_invalid", "scope_not_authorized", "scope_permission_missed"}
LATER = {"rate_limit_exceeded": 60.0, "spam_risk_too_many_posts": FULL_SECONDS, "reached_active_user_cap": FULL_SECONDS}


class Kind(Api):
    """An account, by the token of one's own developer application."""

    info = INFO
    root = "https://open.tiktokapis.com/v2/"
    door = Door("https://www.tiktok.com/v2/auth/authorize/", root + "oauth/token/", separator=",", id_name="client_key")

    # --- connecting

    def connect(self) -> tuple[Account, Login]:
        with self.http.within():
            me = self._asked("GET", "user/info/", {"fields": "open_id,display_name"})["user"]
            handle = self._creator()["creator_username"]
            self.login = replace(self.login, external_id=me["open_id"], handle=handle)
            return Account(me["open_id"], handle, me["display_name"], f"https://www.tiktok.com/@{handle}"), self.login

    def examine(self, now: datetime) -> tuple[Finding, ...]:
        """Whether the account may post for all, besides what the login holds."""
        with self.http.within():
            may = self._creator().get("privacy_level_options", ())
            private = () if PUBLIC in may else (Finding("private", TRIAL, detail=", ".join(may)),)
            return private + super().examine(now)

    def _creator(self) -> dict[str, Any]:
        """TikTok wants this asked before each post: what the account may do now."""
        return self._asked("POST", "post/publish/creator_info/query/")

    # --- sending

    def send(self, draft: Draft) -> Sent | Waiting:
        with self.http.within():
            _check(draft)
            if PUBLIC not in self._creator().get("privacy_level_options", ()):
                raise Amend(PRIVATE_ONLY, "no public level")
            if draft.media[0].is_video:
                return self._place_for(draft, draft.media[0])
            number = self._asked("POST", "post/publish/content/init/", json=_pictures(draft), once=True)["publish_id"]
            return Waiting({"publish_id": number}, WAIT_SECONDS)

    def _place_for(self, draft: Draft, video: Media) -> Waiting:
        """A place to upload to: nothing is out until it is filled, and filling it twice is one post."""
        size = len(video.content)
        source = {"source": "FILE_UPLOAD", "video_size": size, "chunk_size": size, "total_chunk_count": 1}
        about = {"title": draft.text, "privacy_level": PUBLIC}
        told = self._asked("POST", "post/publish/video/init/", json={"post_info": about, "source_info": source})
        return Waiting({"publish_id": told["publish_id"], "upload_url": told["upload_url"]}, 1.0)

    def resume(self, draft: Draft, ticket: Mapping[str, Any]) -> Sent | Waiting:
        with self.http.within():
            told = self._state(ticket["publish_id"])
            match told["status"]:
                case "FAILED":
                    raise Amend(words.refused("TikTok", _plain(told)), str(told.get("fail_reason")))
                case "PUBLISH_COMPLETE":
                    return self._out(ticket["publish_id"], told)
                case "PROCESSING_UPLOAD" if ticket.get("upload_url") and not told.get("uploaded_bytes"):
                    self._fill(ticket["upload_url"], draft.media[0])
            return Waiting(ticket, WAIT_SECONDS)

    def _fill(self, address: str, video: Media) -> None:
        size = len(video.content)
        headers = {"content-type": video.content_type, "content-range": f"bytes 0-{size - 1}/{size}"}
        self.http.call("PUT", address, content=video.content, headers=headers).good()

    def _state(self, number: str) -> dict[str, Any]:
        return self._asked("POST", "post/publish/status/fetch/", json={"publish_id": number})

    def _out(self, number: str, told: Mapping[str, Any]) -> Sent:
        """TikTok gives the public number only once its moderation is done; until then the upload's stands for it."""
        if not (public := _public(told)):
            return Sent(number, "")
        return Sent(public, f"https://www.tiktok.com/@{self.login.handle}/video/{public}")

    def find_sent(self, draft: Draft) -> Sent | None:
        """A video is filled in only by a ticket that we kept. Of pictures TikTok may say nothing: a person looks."""
        with self.http.within():
            found = known_again(self._videos(), draft, draft.text)
            if found is None and not (draft.media and draft.media[0].is_video):
                raise NotUnderstood(LOOK_YOURSELF, "pictures are not listed")
            return found

    def _videos(self) -> Iterator[tuple[Sent, str, datetime]]:
        fields = {"fields": "id,create_time,share_url,title,video_description"}
        for row in self._asked("POST", "video/list/", fields, json={"max_count": 20}).get("videos", ()):
            said = row.get("video_description") or row.get("title") or ""
            yield Sent(row["id"], row.get("share_url", "")), said, datetime.fromtimestamp(row["create_time"], UTC)

    # --- afterwards

    def count(self, external_id: str) -> Counts:
        number = external_id if external_id.isdigit() else _public(self._state(external_id))
        fields = {"fields": "id,like_count,comment_count,share_count,view_count"}
        told = self._asked("POST", "video/query/", fields, json={"filters": {"video_ids": [number]}}) if number else {}
        if not told.get("videos"):
            raise Gone(words.gone("TikTok"), external_id)
        row = told["videos"][0]
        return Counts(row.get("like_count"), row.get("share_count"), row.get("comment_count"), row.get("view_count"))

    def _asked(
        self, method: str, path: str, query: Mapping[str, Any] | None = None, *, once: bool = False, json: Any = None
    ) -> dict[str, Any]:
        """`data` of an answer; TikTok says in `error.code` what it refuses, whatever the status."""
        how = {"json": json} if json is not None else {}
        reply = self._call(method, path, query, once=once, **how)
        error = reply.said().get("error")
        code = str(error.get("code", "")) if isinstance(error, dict) else ""
        if not reply.ok or code not in ("", "ok"):
            raise _refusal(code, reply)
        told = reply.json()
        if not isinstance(told, dict) or not isinstance(told.get("data"), dict):
            reply.unclear()
        data: dict[str, Any] = told["data"]
        return data


def _check(draft: Draft) -> None:
    if draft.reply_to:
        raise Amend(words.takes_no_answers("TikTok"), "reply_to")
    videos = [media for media in draft.media if media.is_video]
    pictures = [media for media in draft.media if media.is_picture]
    if len(videos) + bool(pictures) != 1 or any(media.is_document for media in draft.media):
        raise Amend(ONE_OR_OTHER, f"{len(videos)} videos, {len(pictures)} pictures")
    if videos and len(videos[0].content) > VIDEO_BYTES:
        raise Amend(words.file_too_big("TikTok", videos[0].name, VIDEO_BYTES), f"{len(videos[0].content)} bytes")
    if len(pictures) > PICTURES:
        raise Amend(words.too_many_pictures("TikTok", PICTURES), f"{len(pictures)} pictures")
    if (length := measure(draft.text)) > (limit := CAPTION if videos else DESCRIPTION):
        raise Amend(words.too_long("TikTok", length, limit), f"{length} units")


def _pictures(draft: Draft) -> dict[str, Any]:
    for media in draft.media:
        if not media.url.startswith("https://"):
            raise Amend(words.needs_public_picture("TikTok"), media.name)
    title = (draft.title or first_line(draft.text, TITLE - 1))[:TITLE]
    about = {"title": title, "description": draft.text, "privacy_level": PUBLIC, "auto_add_music": False}
    source = {"source": "PULL_FROM_URL", "photo_cover_index": 0, "photo_images": [media.url for media in draft.media]}
    return {"media_type": "PHOTO", "post_mode": "DIRECT_POST", "post_info": about, "source_info": source}


def _public(told: Mapping[str, Any]) -> str:
    """The field is spelt so."""
    numbers = told.get("publicaly_available_post_id") or [""]
    return str(numbers[0])


def _refusal(code: str, reply: Reply) -> NetworkError:
    if code in LATER:
        say = FULL if LATER[code] == FULL_SECONDS else words.too_fast("TikTok")
        return TryLater(say, reply.detail, LATER[code])
    if code in LOST_RIGHT:
        return Reconnect(words.reconnect("TikTok"), reply.detail)
    if code in ("unaudited_client_can_only_post_to_private_accounts", "privacy_level_option_mismatch"):
        return Amend(PRIVATE_ONLY, reply.detail)
    if code == "url_ownership_unverified":
        return Amend(NOT_OURS, reply.detail)
    error = reply.said().get("error")
    return reply.error(str(error.get("message", ""))[:300] if isinstance(error, dict) else "")


def _plain(told: Mapping[str, Any]) -> str:
    return str(told.get("fail_reason", "")).replace("_", " ")
