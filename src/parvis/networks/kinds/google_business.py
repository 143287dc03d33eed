"""Google Business Profile: posts of a place, and its reviews, read and answered; a review has one answer.

Compared with the pages on review data, on `accounts.locations.reviews` and on its `updateReply` (in part), and with
https://developers.google.com/my-business/content/sunset-dates: version 4 has answered 404 for the places themselves
since 30 June 2022, so what a place is called is asked of the Business Information API. Posts: the pages on
`accounts.locations.localPosts` and its methods (copies of 2025 and 2026, read on 28 November 2026); that a post holds
1,500 characters and one picture is what published clients say.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from parvis.networks import words
from parvis.networks.base import Account, Asked, Batch, Can, Draft, Found, Info, Login, Scope, Sent, Waiting
from parvis.networks.errors import Amend
from parvis.networks.figures import figure, limits
from parvis.networks.oauth import GOOGLE, Place
from parvis.networks.plain import alike
from parvis.networks.platform import COMPARED_AGAIN_IN_PART, RECORDED_ON, RENEWAL, TOKEN, Api, known_again, time_of
from parvis.networks.reply import Reply
from parvis.networks.rows import Mark, Since, moment
from parvis.say import Say

LENGTH_BYTES, LENGTH_POST = figure("google_business", "length"), figure("google_business", "post")
PICTURES, POST = figure("google_business", "pictures"), "/localPosts/"
PAGE, PAGES = 50, 5
ACCOUNTS = "https://mybusinessaccountmanagement.googleapis.com/v1/accounts"
PLACES = "https://mybusinessbusinessinformation.googleapis.com/v1/"
STARS = {"ONE": 1, "TWO": 2, "THREE": 3, "FOUR": 4, "FIVE": 5}


def measure(text: str) -> int:
    """Google counts bytes of UTF-8."""
    return len(text.encode(errors="surrogatepass"))


SCOPES = (
    Scope(
        "https://www.googleapis.com/auth/business.manage",
        Say(
            "publier pour l’établissement, lire ses avis et y répondre",
            "post for the place, read its reviews and answer them",
        ),
        frozenset({Can.CONNECT, Can.LISTEN, Can.PUBLISH, Can.REPLY, Can.CORRECT, Can.WITHDRAW}),
    ),
)

INFO = Info(
    slug="google_business",
    name="Google Business Profile",
    can=frozenset({Can.CONNECT, Can.LISTEN, Can.PUBLISH, Can.REPLY, Can.CORRECT, Can.WITHDRAW}),
    limits=limits("google_business", measure),
    docs="https://developers.google.com/my-business/content/review-data",
    verified=COMPARED_AGAIN_IN_PART,
    checked_on=RECORDED_ON,
    note=Say(
        "Les publications et les avis d’un établissement vérifié. Un avis n’a qu’une réponse ; Parvis n’écrase "
        "jamais celle d’un collègue. L’accès à l’API se demande à Google. 10 réponses par minute au plus. Google "
        "relit les réponses et les publications et peut en refuser une. Une publication tient en 1 500 signes, avec "
        "une image au plus, que Google va chercher à une adresse publique. L’API n’en donne aucun chiffre. "
        "Une lecture prend 250 avis au plus.",
        "The posts and reviews of a verified place. A review has one answer; Parvis never writes over a colleague’s. "
        "Access to the API is asked of Google. 10 answers a minute at most. Google reviews answers and posts, and "
        "may refuse one. A post holds 1,500 characters and one picture at most, which Google fetches from a public "
        "address. The API gives no figures of it. A reading takes 250 reviews at most.",
    ),
    asks=(
        TOKEN,
        *RENEWAL,
        Asked(
            "place",
            Say("Établissement", "Place"),
            Say("accounts/123/locations/456", "accounts/123/locations/456"),
        ),
    ),
    known_by=Say(
        "une réponse par l’avis, qui n’en a qu’une ; une publication par ses mots et son heure",
        "an answer by its review, which has only one; a post by its words and time",
    ),
    scopes=SCOPES,
)

ANSWERED = Say(
    "Cet avis a déjà une autre réponse. Rien n’est parti : retirez-la dans Google si la vôtre doit la remplacer.",
    "This review already has another answer. Nothing went out: remove it in Google if yours is to replace it.",
)


class Kind(Api):
    """A place, by the token of one of its managers."""

    info = INFO
    root = "https://mybusiness.googleapis.com/v4/"
    door = GOOGLE

    @property
    def _place(self) -> str:
        return self.login.external_id or self.login.secrets.get("place", "").strip("/")

    def connect(self) -> tuple[Account, Login]:
        with self.http.within():
            place = self._place
            address = f"{PLACES}locations/{place.rpartition('/')[2]}"
            about = self._call("GET", address, {"readMask": "name,title,metadata"}).good_or(_reason).json()
            self.login = replace(self.login, external_id=place, handle=about["title"])
            url = about.get("metadata", {}).get("mapsUri", "")
            return Account(place, about["title"], about["title"], url), self.login

    def places(self) -> tuple[Place, ...]:
        """The places of the accounts that whoever consented manages."""
        with self.http.within():
            accounts = self._call("GET", ACCOUNTS).good_or(_reason).json().get("accounts", [])
            return tuple(place for account in accounts for place in self._places_of(account["name"]))

    def _places_of(self, account: str) -> Iterator[Place]:
        query = {"readMask": "name,title", "pageSize": 100}
        rows = self._call("GET", f"{PLACES}{account}/locations", query).good_or(_reason).json().get("locations", [])
        for row in rows:
            yield Place(row["title"], {**self.login.secrets, "place": f"{account}/{row['name']}"})

    # --- listening

    def addressed(self, cursor: Mapping[str, Any]) -> Batch:
        """Reviews that are new or were changed after the cursor."""
        with self.http.within():
            since = Since(cursor, _mark)
            return since.batch(self._reviews(since), self._found)

    def _reviews(self, since: Since) -> Iterator[dict[str, Any]]:
        """The latest first, until what was read before; at the first call one page."""
        query: dict[str, Any] = {"pageSize": PAGE, "orderBy": "updateTime desc"}
        for _ in range(PAGES):
            page = self._call("GET", f"{self._place}/reviews", query).good_or(_reason).json()
            rows = page.get("reviews", [])
            yield from rows
            if since.first or since.reached(rows) or "nextPageToken" not in page:
                return
            query["pageToken"] = page["nextPageToken"]
        since.missed.append(f"more than {PAGES} pages of reviews")

    def _found(self, row: Mapping[str, Any]) -> Found:
        """Google sends its own translation below the original; the original is what counts."""
        stars = STARS.get(row.get("starRating", ""), 0)
        comment = str(row.get("comment") or "").partition("\n\n(Translated by Google)")[0]
        return Found(
            external_id=row["name"],
            url="",
            title="★" * stars + "☆" * (5 - stars),
            text=comment,
            published_at=time_of(row["updateTime"]),
            author=row.get("reviewer", {}).get("displayName", ""),
            thread=row["name"],
            addressed=True,
            reply_handle={"name": row["name"]},
        )

    # --- sending

    def send(self, draft: Draft) -> Sent | Waiting:
        """The answer is put: again is the same. One that stands there already, in other words, is not written over."""
        if not draft.reply_to:
            return self._publish(draft)
        if (size := measure(draft.text)) > LENGTH_BYTES:
            raise Amend(words.too_long("Google", size, LENGTH_BYTES), f"{size} bytes")
        with self.http.within():
            answer = self._answer(draft)
            if alike(answer) == alike(draft.text):
                return Sent(draft.reply_to["name"], "")
            if answer:
                raise Amend(ANSWERED, draft.reply_to["name"])
            return self._put(draft.reply_to["name"], draft, once=True)

    def _put(self, review: str, draft: Draft, once: bool) -> Sent:
        reply = self._call("PUT", f"{review}/reply", json={"comment": draft.text}, once=once).good_or(_reason)
        row = reply.json()
        if not isinstance(row, dict) or "comment" not in row:
            reply.unclear()
        if row.get("reviewReplyState") == "REJECTED":  # named by clients of the API; not seen on an official page
            raise Amend(words.refused("Google", str(row.get("policyViolation", ""))), reply.detail)
        return Sent(review, "")

    def _publish(self, draft: Draft) -> Sent:
        _check(draft)
        body: dict[str, Any] = {"languageCode": draft.language, "summary": draft.text, "topicType": "STANDARD"}
        if draft.media:
            body["media"] = [{"mediaFormat": "PHOTO", "sourceUrl": draft.media[0].url}]
        with self.http.within():
            reply = self._call("POST", f"{self._place}/localPosts", json=body, once=True).good_or(_reason)
            row = reply.json()
            if not isinstance(row, dict) or "name" not in row:
                reply.unclear()
            if row.get("state") == "REJECTED":
                raise Amend(words.refused("Google"), reply.detail)
            return _post(row)

    def resume(self, draft: Draft, ticket: Mapping[str, Any]) -> Sent | Waiting:
        """Google answers at once and never makes us wait."""
        return self.send(draft)

    def find_sent(self, draft: Draft) -> Sent | None:
        """An answer by its review; a post among those of the place since the draft was made."""
        with self.http.within():
            if not draft.reply_to:
                rows = self._call("GET", f"{self._place}/localPosts", {"pageSize": 100}).good_or(_reason).json()
                posts = ((_post(r), r.get("summary", ""), time_of(r["createTime"])) for r in rows.get("localPosts", ()))
                return known_again(posts, draft, draft.text)
            return Sent(draft.reply_to["name"], "") if alike(self._answer(draft)) == alike(draft.text) else None

    def _answer(self, draft: Draft) -> str:
        row = self._call("GET", draft.reply_to["name"]).good_or(_reason).json()
        return str(row.get("reviewReply", {}).get("comment", ""))

    def correct(self, external_id: str, draft: Draft) -> Sent:
        """Other words in the same post, or in the same answer."""
        with self.http.within():
            if POST not in external_id:
                return self._put(external_id, draft, once=False)
            query = {"updateMask": "summary"}
            reply = self._call("PATCH", external_id, query, json={"summary": draft.text}).good_or(_reason)
            return _post(reply.json())

    def withdraw(self, external_id: str) -> None:
        """A post, or the answer to a review."""
        reply = self._call("DELETE", external_id if POST in external_id else f"{external_id}/reply")
        reply.taken_back(_reason)


def _check(draft: Draft) -> None:
    if len(draft.text) > LENGTH_POST:
        raise Amend(words.too_long("Google", len(draft.text), LENGTH_POST), f"{len(draft.text)} characters")
    if not all(media.is_picture for media in draft.media):
        raise Amend(words.pictures_only("Google"), "not a picture")
    if len(draft.media) > PICTURES:
        raise Amend(words.too_many_pictures("Google", PICTURES), f"{len(draft.media)} pictures")
    if not all(media.url.startswith("https://") for media in draft.media):
        raise Amend(words.needs_public_picture("Google"), draft.media[0].name)


def _post(row: Mapping[str, Any]) -> Sent:
    return Sent(row["name"], row.get("searchUrl", ""))


def _mark(row: Mapping[str, Any]) -> Mark:
    return moment(row["updateTime"]), row["name"]


def _reason(reply: Reply) -> str:
    error = reply.said().get("error")
    return str(error.get("message", ""))[:300] if isinstance(error, dict) else ""
