"""The shape of a network: frozen values in and out, declared capabilities; its protocols are in `protocols`.

A network object is made by `Kind(login, http)`, where `http` is `networks.http.Http`, and holds neither rows nor
settings nor a clock. Every call either returns a value or raises one of `errors`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from parvis.networks.spans import Spans, usual
from parvis.say import Say


class Can(StrEnum):
    """What a network can do here. Declared in `Info.can` and present as methods; a test compares both."""

    CONNECT = "connect"
    LISTEN = "listen"
    SEARCH = "search"
    FOLLOW = "follow"
    PUBLISH = "publish"
    REPLY = "reply"
    CORRECT = "correct"
    WITHDRAW = "withdraw"
    COUNT = "count"
    MODERATE = "moderate"
    LOOK_UP = "look_up"


NOTHING = Say("", "")


@dataclass(frozen=True)
class Limits:
    """What one item may hold, measured as the network measures; `measure(text)` is in the unit of `length`.

    `spans(text)` finds the links, mentions and tags that this network sees. `options`: the most answers of a poll, 0
    where there are none; `warns`: a content warning may stand before the text; `parts`: the most posts of a thread.
    `caption`: of a text that stands with a file, where that is less.
    `video_seconds`, `video_least`: how long a video may last at most, and must at least; `captions`: its subtitles go
    with it; `mixed`: it may stand beside pictures.
    `needs_file`, `needs_video`: it publishes no text without a picture or a video, or without a video.
    `calls` in `calls_seconds`: the pace that an account may keep. The figures stand at `source`, read on `checked_on`;
    `figures.limits` takes them from a file.
    """

    length: int | None = None
    caption: int | None = None
    measure: Callable[[str], int] = len
    spans: Callable[[str], Spans] = usual
    pictures: int = 0
    picture_bytes: int | None = None
    alt_length: int | None = None
    videos: int = 0
    video_bytes: int | None = None
    video_seconds: int | None = None
    video_least: int | None = None
    captions: bool = False
    mixed: bool = False
    needs_file: bool = False
    needs_video: bool = False
    documents: int = 0
    document_bytes: int | None = None
    options: int = 0
    option_length: int | None = None
    warns: bool = False
    parts: int = 1
    calls: int | None = None
    calls_seconds: int | None = None
    checked_on: date | None = None
    source: str = ""


@dataclass(frozen=True)
class Scope:
    """A permission that a login asks for, under the platform's own name: why, and what does not work without it."""

    name: str
    why: Say
    can: frozenset[Can]


@dataclass(frozen=True)
class Asked:
    """One field of the connection form: `name` is `address`, `handle` or a key of `Login.secrets`."""

    name: str
    label: Say
    help: Say = NOTHING
    secret: bool = False


@dataclass(frozen=True)
class Info:
    """A network's card: what it can do, its limits, where its API is described, how what stands here was verified.

    `checked_on`: when the page at `docs` was read and compared with the code, `None` where it was not.
    `known_by`: how a delivery is known again there after its answer was lost. `cost` is empty where it is free.
    """

    slug: str
    name: str
    can: frozenset[Can]
    limits: Limits
    docs: str
    verified: Say
    note: Say = NOTHING
    checked_on: date | None = None
    asks: tuple[Asked, ...] = ()
    cost: Say = NOTHING
    known_by: Say = NOTHING
    scopes: tuple[Scope, ...] = ()


@dataclass(frozen=True)
class Login:
    """How to reach an account: `address` is the server (https://…), `handle` the account's name there.

    `secrets` (tokens, passwords) never appears in `repr`, errors or logs. A network object carries the login it was
    made with as `login` and replaces it when a token was refreshed: keep `network.login` after any call.
    """

    address: str = ""
    handle: str = ""
    external_id: str = ""
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True)
class Captions:
    """Subtitles of a video as WebVTT, in one language (BCP 47)."""

    language: str
    vtt: str


@dataclass(frozen=True)
class Media:
    """A picture, video or document to send, with its alternative text; what it is stands in `content_type`.

    `url` is a public address of the same file: some networks only fetch, they take no upload.
    """

    content: bytes = field(repr=False)
    content_type: str
    name: str
    alt: str = ""
    url: str = ""
    captions: tuple[Captions, ...] = ()

    @property
    def is_picture(self) -> bool:
        return self.content_type.startswith("image/")

    @property
    def is_video(self) -> bool:
        return self.content_type.startswith("video/")

    @property
    def is_document(self) -> bool:
        return not (self.is_picture or self.is_video)


@dataclass(frozen=True)
class FoundMedia:
    """A picture or file seen on a network: its address and alternative text.

    A file of a mail has no address, but a `name` and a `size` in bytes (0: not known).
    """

    url: str
    alt: str = ""
    content_type: str = ""
    name: str = ""
    size: int = 0


@dataclass(frozen=True)
class Found:
    """One remark found on a network. `external_id` is unique within the network; times are aware and in UTC.

    `automatic`: a machine wrote it or a list sent it on; it is read, and nobody owes it an answer.
    """

    external_id: str
    url: str
    text: str
    published_at: datetime
    author: str = ""
    author_handle: str = ""
    author_url: str = ""
    author_id: str = ""
    title: str = ""
    language: str = ""
    reply_to: str = ""
    thread: str = ""
    tags: tuple[str, ...] = ()
    media: tuple[FoundMedia, ...] = ()
    is_own: bool = False
    addressed: bool = False
    automatic: bool = False
    reply_handle: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Returned:
    """Something that was sent and did not arrive: the key of its draft, why (for a person), the server's own words."""

    key: str
    say: Say
    detail: str = ""


@dataclass(frozen=True)
class Batch:
    """Some remarks and the cursor (plain JSON, may be empty) with which the next call goes on.

    `wait`: seconds that the source asks to be left alone; `moved`: the address to read from now on; `missed`: what was
    there and could not be read, a line each for the log; `returned`: what we sent and did not arrive.
    """

    found: tuple[Found, ...]
    cursor: Mapping[str, Any]
    wait: float | None = None
    moved: str = ""
    missed: tuple[str, ...] = ()
    returned: tuple[Returned, ...] = ()


@dataclass(frozen=True)
class Line:
    """A live line: the address of a WebSocket and the headers that open it. Equal lines are opened once for all.

    `is_busy`: so much is said that packing it is worth the memory.
    """

    url: str
    headers: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    is_busy: bool = False


@dataclass(frozen=True)
class Poll:
    """A question to readers: the answers, how long it is open, whether one may choose several."""

    options: tuple[str, ...]
    seconds: int = 86_400
    several: bool = False


@dataclass(frozen=True)
class Draft:
    """What is to go out. `key` is made once per delivery and the same at every try (32 hex digits).

    `reply_to` is the `reply_handle` of the `Found` that is answered, empty for a publication.
    `not_before` is when the delivery was made (aware, UTC): nothing sent earlier can be it.
    `taken` are the `external_id`s of this account's other deliveries: none of them can be it, whatever it says.
    `warning` stands before the text and hides it; `parts` are the posts of a thread that follow the text.
    """

    key: str
    text: str
    not_before: datetime
    language: str = "fr"
    title: str = ""
    media: tuple[Media, ...] = ()
    reply_to: Mapping[str, Any] = field(default_factory=dict)
    taken: frozenset[str] = frozenset()
    warning: str = ""
    poll: Poll | None = None
    parts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Sent:
    """It is out: its id there, its public address."""

    external_id: str
    url: str


@dataclass(frozen=True)
class Waiting:
    """The network took it and works on it: come back after `seconds` with `resume(draft, ticket)`."""

    ticket: Mapping[str, Any]
    seconds: float


@dataclass(frozen=True)
class SentThread(Sent):
    """All posts of a thread are out: `more` are the ids of those that follow the first, in order."""

    more: tuple[str, ...] = ()


@dataclass(frozen=True)
class Begun(Waiting):
    """The beginning of a thread is out, as `sent` says; `resume` goes on with it."""

    sent: SentThread


@dataclass(frozen=True)
class Account:
    """What a login turned out to be: shown to the person who connects it."""

    external_id: str
    handle: str
    name: str
    url: str


@dataclass(frozen=True)
class Counts:
    """Figures of an item that was sent, as the network gives them; `None` where it gives none."""

    likes: int | None = None
    shares: int | None = None
    replies: int | None = None
    views: int | None = None


@dataclass(frozen=True)
class Finding:
    """What is wrong, or soon will be, with a login: what that breaks and what to do.

    `code` is one word for tests and lists; `is_broken` says that something does not work already.
    """

    code: str
    say: Say
    is_broken: bool = True
    detail: str = ""
