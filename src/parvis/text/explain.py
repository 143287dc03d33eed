"""One plain sentence that says what a query will catch."""

from collections.abc import Sequence

from parvis.say import Say
from parvis.text import query_tree as tree
from parvis.text.query_errors import french
from parvis.text.query_words import is_prefix

_SPACE = Say(" ", " ")
_MOST = 8  # terms of a list that are named
_LANGUAGES = {
    "fr": Say("en français", "in French"),
    "en": Say("en anglais", "in English"),
    "de": Say("en allemand", "in German"),
    "es": Say("en espagnol", "in Spanish"),
    "it": Say("en italien", "in Italian"),
    "pt": Say("en portugais", "in Portuguese"),
    "nl": Say("en néerlandais", "in Dutch"),
    "br": Say("en breton", "in Breton"),
}
_FIELDS = {
    "author": Say("de l’auteur « {v} »", "by the author “{v}”"),
    "lang": Say("en langue « {v} »", "in the language “{v}”"),
    "source": Say("venues de « {v} »", "from “{v}”"),
    "site": Say("du site {v}", "on the site {v}"),
    "url": Say("dont l’adresse contient « {v} »", "whose address contains “{v}”"),
    "tag": Say("étiquetées « {v} »", "tagged “{v}”"),
    "has": Say("avec une image ou une vidéo", "with a picture or a video"),
    "is": Say("qui sont des réponses", "that are replies"),
}


def explain(query: tree.Query) -> Say:
    """What `query` catches, in one sentence; a long list is cut short."""
    said = _clause(query.root)
    return Say(french(f"Trouve les publications {said.fr}."), f"Finds posts {said.en}.")


def _clause(node: tree.Node) -> Say:
    """What follows “publications”."""
    if _is_text(node):
        noun = _noun(node)
        return Say(f"qui contiennent {noun.fr}", f"that contain {noun.en}")
    match node:
        case tree.And(items):
            return _every(items)
        case tree.Or(items):
            words: list[tree.Node] = [item for item in items if _is_text(item)]
            others = [_clause(item) for item in items if not _is_text(item)]
            clauses = [_clause(tree.any_of(words)), *others] if words else others
            return _list(clauses, Say(", ou bien ", ", or else "))
        case tree.Field(name, value):
            template = _LANGUAGES.get(value, _FIELDS[name]) if name == "lang" else _FIELDS[name]
            return Say(template.fr.format(v=value), template.en.format(v=value))
        case tree.Saved(name):
            return Say(f"que trouve la requête « {name} »", f"that the query “{name}” finds")
        case _:
            raise TypeError(node)


def _every(items: Sequence[tree.Node]) -> Say:
    """A conjunction: its words, its other conditions, its exclusions."""
    wanted = [item for item in items if not isinstance(item, tree.Not)]
    words: list[tree.Node] = [item for item in wanted if _is_text(item)]
    others = [item for item in wanted if not _is_text(item)]
    said = _list([_clause(item) for item in others], Say(" et ", " and "))
    if words:
        clause = _clause(tree.every_of(words))
        link = Say("", "") if not others else _SPACE if _is_short(others[-1]) else Say(" et ", " and ")
        said = Say(said.fr + link.fr + clause.fr, said.en + link.en + clause.en)
    refused = [option for item in items if isinstance(item, tree.Not) for option in _options(item.item)]
    if not refused:
        return said
    if all(map(_is_text, refused)):
        noun = _list([_noun(item) for item in refused], Say(" ni ", " or "))
        return Say(f"{said.fr}, mais pas {noun.fr}", f"{said.en}, but not {noun.en}")
    clause = _list([_clause(item) for item in refused], Say(" ou ", " or "))
    return Say(f"{said.fr}, sauf celles {clause.fr}", f"{said.en}, except those {clause.en}")


def _is_short(node: tree.Node) -> bool:
    """Whether the clause of a field needs no “and” before a relative clause (“posts in French that contain…”)."""
    return isinstance(node, tree.Field) and node.name not in ("url", "is")


def _options(node: tree.Node) -> Sequence[tree.Node]:
    return node.items if isinstance(node, tree.Or) else (node,)


def _is_text(node: tree.Node) -> bool:
    """Whether only the text of a post decides, without exclusions."""
    if isinstance(node, tree.And | tree.Or):
        return all(map(_is_text, node.items))
    return not isinstance(node, tree.Not | tree.Field | tree.Saved)


def _noun(node: tree.Node) -> Say:
    """What follows “contain”."""
    match node:
        case tree.Or(items):
            plain = not any(isinstance(item, tree.And) for item in items)
            return _list(
                [_noun(item) for item in items], Say(" ou ", " or ") if plain else Say(", ou bien ", ", or else ")
            )
        case tree.And(items):
            alone = [_noun(item) for item in items if not isinstance(item, tree.Or)]
            groups = [_noun(item) for item in items if isinstance(item, tree.Or)]
            parts = [_list(alone, Say(" et ", " and ")), *groups] if alone else groups
            return Say(", avec ".join(part.fr for part in parts), ", with ".join(part.en for part in parts))
        case tree.Near(left, right, distance, ordered):
            return _near(_noun(left), _noun(right), distance, ordered)
        case tree.Exact(text):
            return Say(f"exactement « {text} »", f"exactly “{text}”")
        case tree.Hashtag(text):
            return Say(f"le mot-dièse #{text}", f"the hashtag #{text}")
        case tree.Mention(text):
            return Say(f"le compte @{text}", f"the account @{text}")
        case tree.Word(text, parts) if len(parts) == 1 and ("*" in text or "?" in text):
            return _wildcard(text, parts[0])
        case tree.Word(text) | tree.Phrase(text) | tree.Symbol(text):
            return Say(f"« {text} »", f"“{text}”")
        case _:
            raise TypeError(node)


def _wildcard(text: str, part: str) -> Say:
    if is_prefix(part):
        start = text.rstrip("*")
        return Say(f"un mot qui commence par « {start} »", f"a word that begins with “{start}”")
    return Say(f"un mot de la forme « {text} »", f"a word like “{text}”")


def _near(left: Say, right: Say, distance: int, ordered: bool) -> Say:
    words, unit = f"{distance} mots au plus", "word" if distance == 1 else "words"
    words = words if distance > 1 else "un mot au plus"
    if ordered:
        return Say(
            f"{left.fr} suivi, à {words}, de {right.fr}", f"{left.en} followed within {distance} {unit} by {right.en}"
        )
    return Say(f"{left.fr} à {words} de {right.fr}", f"{left.en} within {distance} {unit} of {right.en}")


def _list(says: Sequence[Say], last: Say) -> Say:
    """The items with commas, and `last` before the last; the end of a long list is only counted."""
    more = len(says) - _MOST
    if more > 1:
        says = [*says[:_MOST], Say(f"{more} autres", f"{more} others")]
    return Say(_joined([say.fr for say in says], last.fr), _joined([say.en for say in says], last.en))


def _joined(parts: list[str], last: str) -> str:
    return ", ".join(parts[:-1]) + last + parts[-1] if len(parts) > 1 else "".join(parts)
