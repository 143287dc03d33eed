"""From one word, phrase or field value to a leaf of the tree, or to the reason why it cannot be one."""

import re

from parvis.text.dialects import ALIASES, FLAG_ALIASES, FLAGS, LANGUAGE_NAMES, NEAR_FLAGS, REFUSED, REFUSED_FLAGS
from parvis.text.query_errors import QueryError
from parvis.text.query_lexer import lex
from parvis.text.query_tree import FOREIGN, Exact, Field, Hashtag, Leaf, Mention, Phrase, Symbol, Text, Word
from parvis.text.query_words import is_symbol, is_tag, letters, parts, plain_parts, unspaced

LEAST_LETTERS = 3  # of a word with a wildcard
MOST_WILDCARDS = 5
LONGEST_WORD = 100

_REFUSED = (
    ("exclamation", re.compile(r"!+(?P<word>.*)", re.DOTALL)),
    ("braces", re.compile(r"[{}].*|.*[{}]", re.DOTALL)),
    ("single_quotes", re.compile(r"['‘’‹`](?P<word>.*)", re.DOTALL)),
    ("dash", re.compile(r"(?:[-–—−]+|[–—−].*)", re.DOTALL)),
    ("count", re.compile(r".*[<>]=?\d+|atleast\d+", re.IGNORECASE | re.DOTALL)),
    ("near_slash", re.compile(r"(?P<word>(?:/n?|n/|adj|o?near)(?P<n>\d{1,3})/?)", re.IGNORECASE)),
    ("regex", re.compile(r"/(?P<inside>.*[^/].*)/[a-z]*", re.DOTALL)),
    ("operator", re.compile(rf"(?P<word>{FOREIGN})")),
    ("near_number", re.compile(r"O?NEAR(?:/.*)?|~\d+", re.DOTALL)),
    ("fuzzy", re.compile(r"~\w.*|.*\w~[\d.]*", re.DOTALL)),
    ("boost", re.compile(r".*\^[\d.]*", re.DOTALL)),
    ("comma", re.compile(r"[,;/]+|.*[,;]|.*[^\W\d][,;]+\w.*", re.DOTALL)),
)
_LOOKS_FOREIGN = re.compile(rf"O?NEAR\d*$|adj\d+$|atleast\d|{FOREIGN}$", re.IGNORECASE)
_NEXT = re.compile(
    r"""\s*(?P<term>["“”„‟＂](?P<quoted>[^"“”„‟＂]*)["“”„‟＂]|«\s*(?P<guillemets>[^»]*?)\s*»|[^\s()\[\]]+)"""
)
_MEANT = {
    "XOR": "OR",
    "SANS": "NOT",
    "ADJ": "ONEAR/1",
    "NON": "NOT",
    "EXCEPT": "NOT",
    "EXCEPTÉ": "NOT",
    "EXCEPTE": "NOT",
}
_PLAIN = re.compile(r"[^\W_]+(?:[ '’-][^\W_]+)*")
_EDGE = ".:!…·¿¡'’-/&_"
_SIGNS = re.compile(r"[+$€£%#=<>^~\\§°@]")
_MAIL = re.compile(r"[\w.-]+@[\w.-]+")
_HANDLE = re.compile(r"[\w.@*?-]*\w[*?]*")
_QUOTES = re.compile('[“”„‟"＂«»]')
_APART = re.compile(r"[,;]+")
_SINGLE = re.compile("['‘’‹`]([^'‘’›`\"]+)['’›`](?!\\w)")
_FIELD_BEFORE = re.compile(r"([\w.-]+)\s+$")
_SHOUTED = re.compile(r"(?:^|\s)!+(\w+)")


class Place:
    """Where in the query's text a term stands; makes the error."""

    def __init__(self, text: str, start: int, end: int) -> None:
        self.text, self.start, self.end = text, start, end

    def error(self, code: str, instead: str | None = None, **values: object) -> QueryError:
        """`instead` is what the repair writes in place of the term."""
        repair = "" if instead is None else self.text[: self.start] + instead + self.text[self.end :]
        if instead == "":
            repair = " ".join(repair.split())
        return QueryError(code, self.start, self.end, repair.strip(), **values)

    def joined(self, sign: str) -> str:
        """The query with `sign` in place of the term, right before what follows; without both where nothing does."""
        before, after = self.text[: self.start], self.text[self.end :].lstrip()
        return before + sign + after if after else before.strip()

    def apart(self) -> QueryError:
        """A colon with a space before it: a field as French typography writes it, or punctuation."""
        value = self.text[self.start : self.end].lstrip(":")
        name = _FIELD_BEFORE.search(self.text[: self.start])
        if not name or name[1].casefold() not in ALIASES.keys() | REFUSED.keys():
            return self.error("no_letters", value, word=":")
        colon = Place(self.text, name.end(1), self.end - len(value))
        return QueryError("field_space", name.start(), self.end, colon.joined(":"), name=name[1])


def plain_word(text: str) -> Word | None:
    """A word of letters and digits."""
    if len(text) > LONGEST_WORD or _LOOKS_FOREIGN.match(text):
        return None
    found = parts(text)
    return Word(text, found) if found else None


def plain_phrase(text: str) -> Phrase | Word | None:
    """Words of letters and digits, or one."""
    if text.isascii() and len(text) <= LONGEST_WORD and text.replace(" ", "").isalnum():
        found = tuple(text.lower().split())
        return Phrase(text, found) if len(found) > 1 else Word(text, found)
    found = parts(text) if _PLAIN.fullmatch(text) else ()
    if not found or max(map(len, found)) > LONGEST_WORD:
        return None
    if len(found) > 1:
        return Phrase(text, found)
    return Word(_bare(text, ""), found) if found[0][0] != "*" else None


def word(text: str, place: Place) -> Leaf:
    """A word typed without quotation marks."""
    if text[0] in "#＃@＠" and _APART.search(text):
        raise place.error("comma", _APART.sub(" OR ", text).rstrip())
    if text in ("#", "＃"):
        raise QueryError("no_letters", place.start, place.end, place.joined("#"), word=text)
    if (text[0] == ":" and text.strip(":!?-()")) or text == ":":
        raise place.apart()
    if text[0] in "#＃":
        return hashtag(text[1:].rstrip(".!…:"), place)
    if text[0] in "@＠":
        return mention(text[1:].rstrip(".-!…:"), place)
    if not text.isalnum() or _LOOKS_FOREIGN.match(text):
        _refuse(text, place)
        if all(map(is_symbol, text)):
            return Symbol(text)
        stripped = text.lstrip("…·¿¡.:-&/_").rstrip(_EDGE)
        if stripped and stripped != text:
            return word(stripped, place)
        _no_signs(text, place)
    found = parts(text)
    leaf = _text_leaf(Word, _bare(text, "*?") if len(found) == 1 else text, found, place)
    if len(found) > 1 and [lexeme.text for lexeme in lex(text)] != [text, ""]:
        raise place.error("unclear", f'"{text}"', word=text)
    return leaf


def phrase(text: str, place: Place) -> Leaf:
    """Words in quotation marks."""
    if plain := plain_phrase(text):
        return plain
    text = " ".join(_QUOTES.sub(" ", text).split())
    if text[:1] in ("#", "＃") and is_tag(text[1:]):
        return hashtag(text[1:], place)
    if text[:1] in ("@", "＠") and _HANDLE.fullmatch(text[1:]):
        return mention(text[1:], place)
    if shouted := _SHOUTED.search(text):
        raise place.error("exclamation", word=shouted[1], term=shouted[1])
    if text and all(is_symbol(c) or c == " " for c in text) and " " not in text:
        return Symbol(text)
    if any(map(is_symbol, text.replace("`", "").replace("^", ""))) and not _SIGNS.search(text):
        raise place.error("symbol_in_phrase", _symbols_apart(text))
    _no_signs(text, place)
    found = parts(text, quoted=True)
    if len(found) == 1:
        return _text_leaf(Word, _bare(text, "*"), found, place)
    return _text_leaf(Phrase, text, found, place)


def _symbols_apart(text: str) -> str | None:
    """Words as a phrase, signs beside it; None where a sign clings to a word."""
    words = [word for word in text.split() if not any(map(is_symbol, word))]
    signs = [word for word in text.split() if all(map(is_symbol, word))]
    if not words or len(words) + len(signs) < len(text.split()):
        return None
    return f'("{" ".join(words)}" AND {" AND ".join(signs)})'


def _bare(text: str, wildcards: str) -> str:
    """One word without the punctuation around it."""

    def kept(at: int) -> bool:
        return text[at] in wildcards or bool(plain_parts(text[at]))

    first = next(filter(kept, range(len(text))))
    last = next(filter(kept, range(len(text) - 1, -1, -1)))
    return text[first : last + 1]


def exact(text: str, place: Place, bare: bool = False) -> Leaf:
    """A term to find as it is written."""
    text = " ".join(_QUOTES.sub(" ", text).split())
    if bare and "*" in text:
        raise place.error("wildcard_exact")
    if bare and (quoted := _SINGLE.fullmatch(text)):
        raise place.error("single_quotes", f'"{quoted[1]}"')
    return _text_leaf(Exact, text, plain_parts(text), place)


def hashtag(text: str, place: Place) -> Leaf:
    if not is_tag(text):
        sign = "#" if place.text[place.start : place.start + 1] in ("#", "＃") else ""
        raise place.error("hashtag", sign + "".join(filter(is_tag, text)))
    return _text_leaf(Hashtag, text, parts(text, whole=True), place)


def mention(text: str, place: Place) -> Leaf:
    if not _HANDLE.fullmatch(text):
        raise place.error("no_letters", word=f"@{text}")
    return _text_leaf(Mention, text, parts(text, whole=True), place)


def listed(name: str, value: str) -> bool:
    """Whether a value without quotation marks has the commas of a list; addresses may have some of their own."""
    return value.endswith((",", ";")) or (name not in ("site", "url") and _APART.search(value) is not None)


def alternatives(value: str, alone: bool) -> str:
    """`a,b` → `(a OR b)`; without brackets where it is not `alone`, but in those of other values."""
    each = [*filter(None, _APART.split(value))]
    if not alone:
        return _APART.sub(" OR ", value).rstrip()
    return f"({' OR '.join(each)})" if len(each) > 1 else "".join(each)


def field(name: str, value: str, place: Place) -> Field:
    """A condition on what is known of the post beside its text."""
    value = " ".join(_QUOTES.sub("", value).split())
    cleaned = _settled(name, value)
    if not cleaned:
        raise place.error("field_empty", name=name)
    if (name, cleaned) in REFUSED_FLAGS:
        why = REFUSED_FLAGS[name, cleaned]
        raise place.error("flag_foreign", flag=f"{name}:{cleaned}", fr=why.fr, en=why.en)
    if name in ("has", "is"):
        cleaned = FLAG_ALIASES.get((name, cleaned), cleaned)
        if (name, cleaned) not in FLAGS:
            known = next(v for n, v in FLAGS if n == name)
            raise place.error("field_value", NEAR_FLAGS.get(cleaned) if name == "has" else None, name=name, known=known)
    if name == "lang" and not re.fullmatch(r"[a-z]{2,3}(?:-[a-z0-9]+)*", cleaned):
        raise place.error("field_language", LANGUAGE_NAMES.get(cleaned))
    return Field(name, cleaned)


def _settled(name: str, value: str) -> str:
    """Cleaned until nothing changes, so that what is written out is read back the same."""
    while (cleaned := " ".join(_CLEAN[name](value).split())) != value:
        value = cleaned
    return value


def _address(value: str) -> str:
    return re.sub(r"^(?:\w+://)?(?:www\.)?", "", value.casefold()).strip("*/")


_CLEAN = {
    "author": lambda v: v.lstrip("@").strip(),
    "lang": lambda v: v.lower().replace("_", "-"),
    "source": str.lower,
    "site": lambda v: _address(v).lstrip("."),
    "url": lambda v: _address(v),
    "tag": lambda v: v.lstrip("#").strip(),
    "has": str.lower,
    "is": str.lower,
}


def _refuse(text: str, place: Place) -> None:
    for code, pattern in _REFUSED:
        if m := pattern.fullmatch(text):
            values = {"word": text, **m.groupdict()}
            if code == "single_quotes" and (quoted := _SINGLE.match(place.text, place.start)):
                place = Place(place.text, place.start, quoted.end())
                raise place.error(code, f'"{quoted[1]}"')
            if code == "exclamation" and not values["word"] and not _NEXT.match(place.text, place.end):
                raise place.error("no_letters", "", word=text)
            if code == "exclamation":
                values |= _shouted_term(values["word"], place)
            raise place.error(code, _instead(code, text, m, first=not place.text[: place.start].strip()), **values)


def _shouted_term(word: str, place: Place) -> dict[str, str]:
    """The term after a `!`, as written and without its quotation marks."""
    after = _NEXT.match(place.text, place.end)
    if word or not after:
        return {"term": word or "…", "word": word or "…"}
    return {"term": after["term"], "word": after["quoted"] or after["guillemets"] or after["term"].strip('"«»“” ')}


def _instead(code: str, text: str, m: re.Match[str], first: bool) -> str | None:
    """What to write in place of the term; `first` when it begins the query."""
    if code == "comma":
        return _APART.sub(" OR ", text).rstrip() if text.strip(",;/") else "OR"
    if code in ("fuzzy", "boost", "count"):
        return re.sub(r"^~|~[\d.]*$|\^[\d.]*$|[<>]=?\d+$|^atleast\d+$", "", text, flags=re.IGNORECASE)
    if code == "braces":
        braced = re.fullmatch(r"\{+([^{}]+)\}+", text)
        return f'="{braced[1]}"' if braced else None
    if code == "near_slash":
        return f"NEAR/{m['n']}"
    if code == "operator":
        meant = _MEANT.get(m["word"], "NEAR/10")
        return f'"{text}"' if first and meant == "NOT" else meant
    if code == "regex":
        inside = m["inside"].replace(".*", "*").replace(".", "?")
        return inside if re.fullmatch(r"[\w*?]+", inside) else None
    if code == "near_number":
        return "NEAR/5"
    if code == "dash":
        return "-" + text.strip("–—−-") if text.strip("–—−-") else None
    if code == "single_quotes" and text[-1] in "'’›`" and len(text) > 2:
        return f'"{text[1:-1]}"'
    return None


def _no_signs(text: str, place: Place) -> None:
    if (_SIGNS.search(text) or any(map(is_symbol, text))) and not _MAIL.fullmatch(text):
        if plain_parts(text):
            raise place.error("sign_attached", text.replace("\\", "") if "\\" in text else f'="{text}"', word=text)
        raise place.error("no_letters", "", word=text)


def _text_leaf(kind: type[Text], text: str, found: tuple[str, ...], place: Place) -> Text:
    if not found:
        raise place.error("no_letters", "", word=text)
    if max(map(len, found)) > LONGEST_WORD:
        raise place.error("word_long", most=LONGEST_WORD)
    for part in found:
        if ("*" in part or "?" in part) and not unspaced(part):
            _check_wildcards(part, place)
    return kind(text, found)


def _check_wildcards(part: str, place: Place) -> None:
    if not part.strip("?"):
        raise place.error("no_letters", "", word=part)
    if letters(part) < LEAST_LETTERS:
        raise place.error("wildcard_short", word=part, least=LEAST_LETTERS)
    if part.count("*") + part.count("?") > MOST_WILDCARDS:
        raise place.error("wildcard_many", word=part, most=MOST_WILDCARDS)
