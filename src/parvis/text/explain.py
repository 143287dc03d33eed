"""One plain sentence that says what a query will catch."""

from parvis.say import Say
from parvis.text.query_errors import french
from parvis.text.query_tree import (
    And,
    Exact,
    Field,
    Hashtag,
    Mention,
    Near,
    Node,
    Not,
    Or,
    Phrase,
    Query,
    Saved,
    Symbol,
    Word,
)

_FIELDS = {
    "author": Say("écrites par {v}", "written by {v}"),
    "lang": Say("en langue « {v} »", "in the language “{v}”"),
    "source": Say("venues de {v}", "from {v}"),
    "site": Say("du site {v}", "from the site {v}"),
    "url": Say("dont l’adresse contient « {v} »", "whose address contains “{v}”"),
    "tag": Say("classées « {v} »", "tagged “{v}”"),
    "has": Say("avec image ou vidéo", "with a picture or video"),
    "is": Say("qui sont des réponses", "that are replies"),
}


def explain(query: Query) -> Say:
    """What `query` catches, in one sentence; long lists are cut short."""
    fr, en = _say(query.root)
    return Say(french(f"Trouve les publications {fr}."), f"Finds posts {en}.")


def _say(node: Node) -> Say:
    match node:
        case And(items):
            return _every(items)
        case Or(items):
            return _list([_say(item) for item in items], Say(" ou ", " or "))
        case Saved(name):
            return Say(f"que trouve la requête « {name} »", f"that the query “{name}” finds")
        case Field(name, value):
            return Say(_FIELDS[name].fr.format(v=value), _FIELDS[name].en.format(v=value))
        case Not(item):
            return Say(f"sans {_say(item).fr}", f"without {_say(item).en}")
        case _:
            return Say(f"qui contiennent {_term(node).fr}", f"that contain {_term(node).en}")


def _every(items: tuple[Node, ...]) -> Say:
    wanted = _list([_say(i) for i in items if not isinstance(i, Not)], Say(" et ", " and "))
    refused = _list([_say(i.item) for i in items if isinstance(i, Not)], Say(" ou ", " or "))
    return (
        Say(f"{wanted.fr}, sauf celles {refused.fr}", f"{wanted.en}, except those {refused.en}")
        if refused.fr
        else wanted
    )


def _list(says: list[Say], last: Say) -> Say:
    return Say(_joined([s.fr for s in says], last.fr), _joined([s.en for s in says], last.en))


def _joined(parts: list[str], last: str) -> str:
    return ", ".join(parts[:-1]) + last + parts[-1] if len(parts) > 1 else "".join(parts)


def _term(node: Node) -> Say:
    match node:
        case Word(text) | Phrase(text) | Symbol(text):
            return Say(f"« {text} »", f"“{text}”")
        case Exact(text):
            return Say(f"exactement « {text} »", f"exactly “{text}”")
        case Hashtag(text):
            return Say(f"#{text}", f"#{text}")
        case Mention(text):
            return Say(f"@{text}", f"@{text}")
        case Near(left, right, distance, ordered):
            return _near(_term(left), _term(right), distance, ordered)
        case Or(items):
            return _list([_term(i) for i in items], Say(" ou ", " or "))
        case _:
            raise TypeError(node)


def _near(left: Say, right: Say, distance: int, ordered: bool) -> Say:
    fr = f"{left.fr} {'suivi de' if ordered else 'près de'} {right.fr} (à {distance} mots au plus)"
    en = f"{left.en} {'followed by' if ordered else 'near'} {right.en} (within {distance} words)"
    return Say(fr, en)
