"""What all commands share: the reader's language, files and standard input, and what is said when one fails."""

import codecs
import gzip
import os
import sys
import time
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import IO, TypeVar, cast

from parvis.say import Say

_Item = TypeVar("_Item")
_WAIT = 0.5  # seconds
FAILED, UNUSABLE = 1, 2  # exit statuses: refused or failed; unusable arguments


class Unreadable(Exception):
    """A file that cannot be had (status 2) or that breaks off while it is read (status 1)."""

    def __init__(self, say: Say, status: int) -> None:
        super().__init__(say.en)
        self.say, self.status = say, status


def language() -> str:
    """The language of whoever types the commands: French unless the environment asks for English."""
    asked = next((os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), "fr")
    return "en" if asked.startswith("en") else "fr"


def tell(say: Say) -> None:
    """A sentence on standard error."""
    sys.stderr.write(say.to(language()) + "\n")


def at_line(number: int, why: Say) -> Say:
    return Say(f"Ligne {number} : {why.fr}", f"Line {number}: {why.en}")


def lines(name: str) -> Iterator[bytes]:
    """The lines of a file, packed (.gz) or not; `-` is standard input. Raises `Unreadable`."""
    with _opened(name) as stream, reading(name):
        yield stream.readline().removeprefix(codecs.BOM_UTF8)
        yield from stream


def blocks(lines: Iterable[_Item], most: int) -> Iterator[list[_Item]]:
    """Lines so many at a time; fewer where they come slowly, so that those who follow a stream need not wait."""
    block, since = list[_Item](), time.monotonic()
    for line in lines:
        block.append(line)
        if len(block) == most or time.monotonic() - since > _WAIT:
            yield block
            block, since = [], time.monotonic()
    if block:
        yield block


def content(name: str, most: int) -> bytes:
    """The first `most` bytes of a file, as `lines` reads it."""
    with _opened(name) as stream, reading(name):
        return stream.read(most)


@contextmanager
def reading(name: str) -> Iterator[None]:
    """Turns what breaks a file off into `Unreadable`."""
    try:
        yield
    except (OSError, EOFError, zlib.error) as error:
        why = Say(f"{name} ne se lit pas jusqu’au bout ({error}).", f"{name} cannot be read to its end ({error}).")
        raise Unreadable(why, FAILED) from error


@contextmanager
def _opened(name: str) -> Iterator[IO[bytes]]:
    if name == "-":
        yield sys.stdin.buffer
        return
    try:
        stream = open(name, "rb")  # noqa: SIM115 (what is done inside must not look like a file that does not open)
    except (OSError, ValueError) as error:
        why = Say(
            f"{name} ne s’ouvre pas ({error}). Vérifiez son nom et vos droits de lecture.",
            f"{name} cannot be opened ({error}). Check its name and that you may read it.",
        )
        raise Unreadable(why, UNUSABLE) from error
    with stream:
        yield cast("IO[bytes]", gzip.GzipFile(fileobj=stream)) if name.endswith(".gz") else stream


def silenced() -> None:
    """Standard output goes nowhere from here on: nobody reads it any more."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
