"""What can go wrong with a network. The name of an error is the advice; `say` is for a person, `detail` for the log.

A `detail` never holds a token: `http.py` strips authorisation headers and query secrets before anything reaches it.
"""

from parvis.say import Say


class NetworkError(Exception):
    """The base: `say` (what happened and what to do, in both languages) and `detail` (the network's own words)."""

    say: Say

    def __init__(self, say: Say, detail: str = "") -> None:
        super().__init__(detail or say.en)
        self.say = say
        self.detail = detail[:2000]


class TryLater(NetworkError):
    """Nothing was done; the same call may succeed after `seconds`. `alone`: no other call there need wait."""

    def __init__(self, say: Say, detail: str = "", seconds: float = 60, *, alone: bool = False) -> None:
        super().__init__(say, detail)
        self.seconds, self.alone = seconds, alone


class Reconnect(NetworkError):
    """The login is no longer accepted: a person must connect the channel again."""


class Amend(NetworkError):
    """The network refuses this very content: a person must change it."""


class Gone(NetworkError):
    """What the call is about no longer exists there."""


class MaybeSent(NetworkError):
    """The answer to the irreversible call was lost: look with `find_sent` before anything else."""


class NotUnderstood(NetworkError):
    """The network answered something this code does not know. Nothing is assumed; the answer is in `detail`."""
