"""WordPress, one's own site: posts and the comments under them, over the REST API that is part of WordPress."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from parvis.networks import figures, words
from parvis.networks.base import (
    Account,
    Asked,
    Batch,
    Can,
    Counts,
    Draft,
    Found,
    Info,
    Login,
    Media,
    Sent,
    Waiting,
)
from parvis.networks.dialect_wordpress import (
    GONE,
    NO_BIN,
    REFUSALS,
    answered,
    batch,
    comment_markup,
    figure,
    film,
    parts_of,
    placed,
    reason,
    reworded,
    site,
    slug_for,
    title_above,
    vtt,
    written,
    written_at,
)
from parvis.networks.errors import Amend, Gone, NetworkError, Reconnect, TryLater
from parvis.networks.films import fits
from parvis.networks.http import Http
from parvis.networks.pictures import fitted
from parvis.networks.plain import first_line, paragraphs, slug_of, text_of
from parvis.networks.platform import BY_KEY, known_again
from parvis.networks.reply import Reply
from parvis.say import Say

PAGE = 100
PAGES = 5
PICTURE_BYTES = figures.figure("wordpress", "picture_bytes")

INFO = Info(
    slug="wordpress",
    name="WordPress",
    can=frozenset(Can) - {Can.LOOK_UP},
    limits=figures.limits("wordpress"),
    docs="https://developer.wordpress.org/rest-api/",
    verified=Say(
        "Vérifié les 21 et 28 novembre 2026 sur un vrai WordPress 6.1.9 (paquet Debian).",
        "Verified on 21 and 28 November 2026 on a real WordPress 6.1.9 (Debian package).",
    ),
    note=Say(
        "Les commentaires en attente de modération ne se lisent qu’avec un compte d’éditeur ou d’administrateur. "
        "Une publication planifiée part de Parvis à l’heure dite : elle n’attend pas dans WordPress, et reste à vous "
        "jusque-là. WordPress ne donne aucun nombre de vues. Une vidéo se lit dans l’article, avec ses sous-titres ; "
        "l’hébergeur fixe le poids qu’il accepte.",
        "Comments held for moderation can only be read with an editor’s or administrator’s account. "
        "A planned publication leaves Parvis at its hour: it does not wait in WordPress, and stays yours until then. "
        "WordPress gives no number of views. A video plays in the post, with its captions; the host sets the size that "
        "it accepts.",
    ),
    asks=(
        Asked(
            "address", Say("Adresse du site", "Address of the site"), Say("https://exemple.fr", "https://example.org")
        ),
        Asked("handle", Say("Identifiant WordPress", "WordPress user name")),
        Asked(
            "password",
            Say("Mot de passe d’application", "Application password"),
            Say(
                "Dans WordPress : Comptes, Profil, Mots de passe d’application. Le mot de passe habituel ne va pas.",
                "In WordPress: Users, Profile, Application Passwords. Your usual password does not work here.",
            ),
            secret=True,
        ),
    ),
    known_by=BY_KEY,
)

NOT_WORDPRESS = Say(
    "Il n’y a pas d’API WordPress à cette adresse. Vérifiez l’adresse, ou demandez à l’hébergeur d’ouvrir l’API REST.",
    "There is no WordPress API at this address. Check the address, or ask the host to open the REST API.",
)
TOO_BIG = Say(
    "L’hébergeur de ce site n’accepte pas de fichier de ce poids. Rien n’est parti : choisissez un fichier plus léger, "
    "ou demandez à l’hébergeur d’en accepter davantage.",
    "The host of this site does not accept a file of this size. Nothing went out: choose a smaller file, or ask the "
    "host to accept more.",
)
EXTENSIONS = {
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/webp": ".webp",
    "image/gif": ".gif",
    "video/mp4": ".mp4",
    "text/vtt": ".vtt",
}
VERDICTS = {"show": "approved", "hold": "hold", "spam": "spam"}


class Kind:
    """A site, as the user whose application password is in the login."""

    info = INFO

    def __init__(self, login: Login, http: Http) -> None:
        self.login = login
        self.http = http.knowing(tuple(login.secrets.values()))
        self.site = site(login.address)

    # --- connecting

    def connect(self) -> tuple[Account, Login]:
        with self.http.within():
            root = self._root()
            self.login = replace(self.login, address=root["_root"])
            me = self._get("users/me", context="edit").good().json()
            self.login = replace(self.login, external_id=str(me["id"]))
            name = f"{me.get('name') or me['slug']} · {text_of(root.get('name', ''))}"
            home = root.get("home") or root["url"]
            return Account(str(me["id"]), me.get("username") or me["slug"], name, home), self.login

    def _root(self) -> dict[str, Any]:
        """The API's own description, found at the usual place or where the home page points."""
        for address in (self._api(""), self._pointed()):
            if not address:
                continue
            asked = "_fields=name,url,home,namespaces"
            reply = self.http.get(address + ("&" if "?" in address else "?") + asked)
            if reply.ok and b"wp\\/v2" in reply.content:
                return {**reply.json(), "_root": address.rstrip("/")}
        raise Reconnect(NOT_WORDPRESS, f"no wp/v2 below {self.login.address}")

    def _pointed(self) -> str:
        """https://developer.wordpress.org/rest-api/using-the-rest-api/discovery/"""
        reply = self.http.get(self.login.address)
        found = re.search(r'<([^>]+)>;\s*rel="https://api\.w\.org/"', reply.headers.get("link", ""))
        return found[1] if found else ""

    # --- listening

    def addressed(self, cursor: Mapping[str, Any]) -> Batch:
        """Comments after the cursor; at the first call only the newest hundred."""
        with self.http.within():
            me = self._me()
            rows = list(self._comments_after(cursor) if cursor else self._comments(order="desc"))
            return batch(rows, cursor, lambda row: self._comment(row, me))

    def _comments_after(self, cursor: Mapping[str, Any]) -> Iterable[dict[str, Any]]:
        since = datetime.fromisoformat(cursor["after"]).replace(tzinfo=UTC) - timedelta(seconds=2)
        for page in range(1, PAGES + 1):
            rows = self._comments(order="asc", after=since.isoformat(), page=page)
            yield from rows
            if len(rows) < PAGE:
                return

    def _comments(self, **how: Any) -> list[dict[str, Any]]:
        """Held ones too where the account may see them."""
        how = {"per_page": PAGE, "orderby": "date_gmt", "_embed": "up", **how}
        reply = self._get("comments", status="all", context="edit", **how)
        if reply.status in (401, 403) and "rest_forbidden" in str(reply.said().get("code")):
            reply = self._get("comments", **how)
        return list(reply.good().json())

    def _comment(self, row: dict[str, Any], me: int) -> Found:
        post, parent = row["post"], row.get("parent") or 0
        return Found(
            external_id=self._name("comment", row["id"]),
            url=row["link"],
            text=text_of(row["content"]["rendered"]),
            published_at=written_at(row),
            author=text_of(row.get("author_name") or ""),
            author_url=row.get("author_url") or "",
            author_id=str(row.get("author") or ""),
            title=title_above(row),
            reply_to=self._name("comment", parent) if parent else self._name("post", post),
            thread=self._name("post", post),
            is_own=bool(me) and row.get("author") == me,
            addressed=True,
            reply_handle={"post": post, "parent": row["id"]},
        )

    def search(self, words: str, cursor: Mapping[str, Any]) -> Batch:
        """Posts of the site that hold the words."""
        return self._posts(cursor, search=words)

    def read(self, cursor: Mapping[str, Any]) -> Batch:
        """The site's posts."""
        return self._posts(cursor)

    def _posts(self, cursor: Mapping[str, Any], **how: Any) -> Batch:
        with self.http.within():
            after = {"after": cursor["after"] + "Z"} if cursor else {}
            order = {"order": "asc"} if cursor else {"order": "desc"}
            rows = self._get("posts", per_page=PAGE, orderby="date", **order, **after, **how).good().json()
            return batch(rows, cursor, self._post)

    def _post(self, row: dict[str, Any]) -> Found:
        return Found(
            external_id=self._name("post", row["id"]),
            url=row["link"],
            title=text_of(row["title"]["rendered"]),
            text=text_of(row["content"]["rendered"]),
            published_at=written_at(row),
            author_id=str(row["author"]),
            thread=self._name("post", row["id"]),
            is_own=str(row["author"]) == self.login.external_id,
            reply_handle={"post": row["id"], "parent": 0},
        )

    # --- sending

    def send(self, draft: Draft) -> Sent | Waiting:
        with self.http.within():
            return self._reply(draft) if draft.reply_to else self._publish(draft)

    def resume(self, draft: Draft, ticket: Mapping[str, Any]) -> Sent | Waiting:
        """WordPress answers at once and never makes us wait."""
        return self.find_sent(draft) or self.send(draft)

    def find_sent(self, draft: Draft) -> Sent | None:
        with self.http.within():
            return self._find_comment(draft) if draft.reply_to else self._find_post(draft)

    def _publish(self, draft: Draft) -> Sent:
        """No key of idempotency in WordPress, and a slug that exists becomes `slug-2`: the slug is looked for first."""
        if found := self._find_post(draft):
            return found
        above = [self._upload(media, draft) for media in draft.media[:1] if media.is_picture]
        below = [self._block(media, draft) for media in draft.media[len(above) :]]
        body = {
            "title": draft.title or first_line(draft.text),
            "content": "\n".join([paragraphs(draft.text), *below]),
            "slug": slug_for(draft),
            "status": "publish",
        }
        if above:
            body["featured_media"] = above[0]["id"]
        return self._sent("post", self._once("posts", draft, body))

    def _block(self, media: Media, draft: Draft) -> str:
        """A picture or a video, brought to the site, as it stands in the text."""
        if not media.is_video:
            return figure(self._upload(media, draft))
        fits(INFO, media)
        row, tracks = self._upload(media, draft), [vtt(media, track) for track in media.captions]
        return film(row, [(track, self._upload(file, draft)["source_url"]) for track, file in tracks])

    def _reply(self, draft: Draft) -> Sent:
        body = {"post": draft.reply_to["post"], "parent": draft.reply_to["parent"], "content": comment_markup(draft)}
        reply = self._once("comments", draft, body)
        if reply.status == 409 and (found := self._find_comment(draft)):
            return found
        return self._sent("comment", reply)

    def _sent(self, what: str, reply: Reply) -> Sent:
        if not reply.ok:
            raise self._refusal(reply)
        row = reply.json()
        if not isinstance(row, dict) or "id" not in row:
            reply.unclear()
        return Sent(self._name(what, row["id"]), row.get("link", ""))

    def _refusal(self, reply: Reply) -> NetworkError:
        code = reply.said().get("code", "")
        if code in REFUSALS:
            return Amend(REFUSALS[code], reply.detail)
        if code in ("rest_comment_invalid_post_id", "rest_comment_invalid_parent", "rest_post_invalid_id"):
            return Gone(words.gone(self.site), reply.detail)
        return reply.error(reason(reply))

    def _upload(self, media: Media, draft: Draft) -> dict[str, Any]:
        """The file, then its alternative text, as the API wants it; found again when an earlier try brought it."""
        media = fitted(media, PICTURE_BYTES) if media.is_picture else media
        slug = f"{draft.key[:16]}-{slug_of(media.name.rpartition('.')[0])}".rstrip("-")
        known = self._get("media", slug=slug).good().json()
        row = known[0] if known else self._new_file(media, slug + EXTENSIONS.get(media.content_type, ".jpg"))
        if row.get("alt_text", "") != media.alt:
            row = self._call("POST", f"media/{row['id']}", json={"alt_text": media.alt}).good().json()
        return dict(row)

    def _new_file(self, media: Media, name: str) -> dict[str, Any]:
        headers = {"content-type": media.content_type, "content-disposition": f'attachment; filename="{name}"'}
        reply = self._call("POST", "media", headers=headers, content=media.content)
        if reply.status == 413:
            raise Amend(TOO_BIG, reply.detail)
        return dict(reply.good_or(reason).json())

    def _find_post(self, draft: Draft) -> Sent | None:
        states = "publish,future,draft,pending,private"
        reply = self._get("posts", slug=slug_for(draft), status=states, context="edit")
        if reply.status == 400:  # an account that may not see the other states asks for published ones
            reply = self._get("posts", slug=slug_for(draft))
        rows = reply.good().json()
        return Sent(self._name("post", rows[0]["id"]), rows[0]["link"]) if rows else None

    def _find_comment(self, draft: Draft) -> Sent | None:
        """By the key, which WordPress keeps as the comment's user agent; who may not see that finds it by its words."""
        me, parent = self._me(), draft.reply_to["parent"]
        how = {"post": draft.reply_to["post"], "per_page": PAGE, "orderby": "date_gmt", "order": "desc"}
        how = how | {"parent": parent} if parent else how
        reply = self._get("comments", context="edit", status="all", **how)
        if reply.status in (401, 403):
            reply = self._get("comments", **how)
        mine = [row for _, row in placed(reply.good().json(), []) if row.get("author") == me]
        row = next((r for r in mine if draft.key in r.get("author_user_agent", "")), None)
        if row:
            return Sent(self._name("comment", row["id"]), row["link"])
        said = ((Sent(self._name("comment", r["id"]), r["link"]), written(r), written_at(r)) for r in mine)
        return known_again(said, draft, draft.text)

    # --- afterwards

    def correct(self, external_id: str, draft: Draft) -> Sent:
        """New words in the old post: its address, its pictures and its comments stay."""
        with self.http.within():
            what, number = parts_of(external_id)
            path = f"{what}s/{number}"
            row = self._get(path, context="edit").good_or(reason).json()
            body = {"content": comment_markup(draft)} if what == "comment" else reworded(row, draft)
            return self._sent(what, self._call("POST", path, json=body))

    def withdraw(self, external_id: str) -> None:
        """To the bin of the site, from which an editor can bring it back; never past it."""
        what, number = parts_of(external_id)
        try:
            reply = self._call("DELETE", f"{what}s/{number}")
        except TryLater as fault:
            if "rest_trash_not_supported" in fault.detail:  # 501
                raise Amend(NO_BIN, fault.detail) from None
            raise
        if reply.said().get("code") not in GONE:
            answered(reply)

    def count(self, external_id: str) -> Counts:
        what, number = parts_of(external_id)
        how: dict[str, Any] = {"post": number} if what == "post" else {"parent": number}
        if what == "post":
            self._get(f"posts/{number}").good()
        return Counts(replies=int(self._get("comments", per_page=1, **how).good().headers.get("x-wp-total", "0")))

    def moderate(self, external_id: str, verdict: str) -> None:
        path = f"comments/{parts_of(external_id)[1]}"
        if verdict == "remove":
            self.withdraw(external_id)
        else:
            answered(self._call("POST", path, json={"status": VERDICTS[verdict]}))

    # --- the API

    def _me(self) -> int:
        if self.login.external_id:
            return int(self.login.external_id)
        me: int = self._get("users/me").good().json()["id"]
        self.login = replace(self.login, external_id=str(me))
        return me

    def _api(self, path: str, **query: Any) -> str:
        """The address of a call; sites without pretty links carry the path in `?rest_route=`."""
        root = self.login.address.rstrip("/")
        if "/wp-json" not in root and "rest_route=" not in root:
            root += "/wp-json"
        route = f"/wp/v2/{path}" if path else "/"
        asked = urlencode(query)
        return root + route + (("&" if "?" in root else "?") + asked if asked else "")

    def _get(self, path: str, **query: Any) -> Reply:
        return self._call("GET", path, query)

    def _call(self, method: str, path: str, query: Mapping[str, Any] | None = None, **how: Any) -> Reply:
        who = (self.login.handle, self.login.secrets.get("password", ""))
        return self.http.call(method, self._api(path, **(query or {})), basic=who, **how)

    def _once(self, path: str, draft: Draft, body: Mapping[str, Any]) -> Reply:
        agent = {"user-agent": f"{self.http.agent} delivery {draft.key}"}
        who = (self.login.handle, self.login.secrets.get("password", ""))
        return self.http.once("POST", self._api(path), basic=who, json=body, headers=agent)

    def _name(self, what: str, number: int) -> str:
        return f"{self.site}#{what}-{number}"
