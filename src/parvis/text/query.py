"""The query language of watches: `parse` reads it, `str(query)` writes its normal form.

Words, "phrases", AND OR NOT (ET OU SAUF, + -), brackets, NEAR/5 and ONEAR/5, wildcards * and ?, ="exact", #hashtag,
@account, emoji, fields author: lang: source: site: url: tag: has:media is:reply, saved: for a saved query.
Two terms side by side must both be there. AND binds closer than OR.
"""

from collections.abc import Mapping

from parvis.text.explain import explain
from parvis.text.query_errors import QueryError
from parvis.text.query_parser import MOST_CHARACTERS, read
from parvis.text.query_tree import Query

MOST_REPAIRS = 8  # mistakes in one query
__all__ = ["Query", "QueryError", "explain", "parse"]


def parse(text: str, saved: Mapping[str, str] | None = None) -> Query:
    """The query that `text` writes; `saved` gives the saved queries by name. Raises `QueryError`."""
    saved = saved or {}
    try:
        return _read(text, saved)
    except QueryError as error:
        error.repair = _mended(error.repair, saved)
        raise


def _read(text: str, saved: Mapping[str, str]) -> Query:
    if len(text) > MOST_CHARACTERS:
        raise QueryError("too_long", MOST_CHARACTERS, len(text), most=MOST_CHARACTERS)
    return Query(read(text, saved))


def _mended(repair: str, saved: Mapping[str, str]) -> str:
    """A repair that parses, its own mistakes repaired in turn; empty when that leads nowhere."""
    for _ in range(MOST_REPAIRS):
        if not repair:
            break
        try:
            _read(repair, saved)
        except QueryError as error:
            repair = error.repair
        else:
            return repair
    return ""
