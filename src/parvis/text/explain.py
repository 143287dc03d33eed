"""One plain sentence that says what a query will catch."""

import re
from collections.abc import Iterator, Sequence

from parvis.say import Say
from parvis.text import query_tree as tree
from parvis.text.query_errors import french
from parvis.text.query_words import is_prefix

_SPACE, _OR, _OR_ELSE = Say(" ", " "), Say(" ou ", " or "), Say(", ou bien ", ", or else ")
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
        case tree.Or():
            return _linked(_cut(_choices(node)), _OR_ELSE)
        case tree.Field(name, value):
            template = _LANGUAGES.get(value, _FIELDS[name]) if name == "lang" else _FIELDS[name]
            if name == "author" and ("*" in value or "?" in value):
                template = Say("d’un auteur de la forme « {v} »", "by an author like “{v}”")
            return Say(template.fr.format(v=value), template.en.format(v=value))
        case tree.Saved(name):
            return Say(f"que trouve la requête « {name} »", f"that the query “{name}” finds")
        case _:
            raise TypeError(node)


def _choices(node: tree.Or) -> list[Say]:
    """The branches of an OR as clauses, those that only the text decides in one."""
    words: list[tree.Node] = [item for item in node.items if _is_text(item)]
    return [_bracketed(item) for item in ([tree.any_of(words)] if words else []) + list(_others(node.items))]


def _bracketed(branch: tree.Node) -> Say:
    """A branch, in brackets when it has choices of its own."""
    said = _clause(branch)
    if isinstance(branch, tree.And) and any(isinstance(item, tree.Or) for item in _others(branch.items)):
        return Say(f"({said.fr})", f"({said.en})")
    return said


def _every(items: Sequence[tree.Node]) -> Say:
    """A conjunction: choices within one field, conditions and words, other choices, exclusions."""
    wanted = [item for item in items if not isinstance(item, tree.Not)]
    words: list[tree.Node] = [item for item in wanted if _is_text(item)]
    choices = [item for item in _others(wanted) if isinstance(item, tree.Or)]
    conditions = [item for item in _others(wanted) if not isinstance(item, tree.Or)]
    plain = [_list([_clause(each) for each in item.items], _OR) for item in choices if _is_of_one_field(item)]
    if conditions or words:
        plain.append(_conditions(conditions, words))
    mixed = [_either(_choices(item)) for item in choices if not _is_of_one_field(item)]
    link = Say(" ; et ", "; and ") if len(mixed) > 1 else Say(", et ", ", and ")
    said = _linked([*([_linked(plain, Say(", et ", ", and "))] if plain else []), *mixed], link)
    refused = [option for item in items if isinstance(item, tree.Not) for option in _options(item.item)]
    if mixed or any(map(_has_choices, words)):
        return _never(said, refused) if refused else said
    return _without(said, refused, bool(words)) if refused else said


def _conditions(conditions: Sequence[tree.Node], words: list[tree.Node]) -> Say:
    """Conditions on what is known of a post, then on its text."""
    conditions = sorted(conditions, key=lambda item: not (isinstance(item, tree.Field) and item.name == "lang"))
    said = [_clause(item) for item in conditions]
    if words:
        contain = _clause(tree.every_of(words))
        last = conditions[-1] if conditions else None
        if isinstance(last, tree.Field) and last.name == "lang":  # posts in French that contain…
            contain = _linked([said.pop(), contain], _SPACE)
        said.append(contain)
    return _list(said, Say(" et ", " and "))


def _without(said: Say, refused: Sequence[tree.Node], after_words: bool) -> Say:
    if all(map(_is_text, refused)) and after_words:
        noun = _list([_together(item) for item in refused], Say(" ni ", " or "))
        return Say(f"{said.fr}, mais pas {noun.fr}", f"{said.en}, but not {noun.en}")
    clause = _refusal(refused)
    return Say(f"{said.fr}, sauf celles {clause.fr}", f"{said.en}, except those {clause.en}")


def _never(said: Say, refused: Sequence[tree.Node]) -> Say:
    """Exclusions that could be taken for those of the last choice only."""
    clause = _refusal(refused)
    return Say(f"{said.fr} ; jamais celles {clause.fr}", f"{said.en}; never those {clause.en}")


def _refusal(refused: Sequence[tree.Node]) -> Say:
    if all(map(_is_text, refused)):
        return _clause(tree.any_of([*refused]))
    return _list([_clause(item) for item in refused], _OR)


def _together(node: tree.Node) -> Say:
    noun = _noun(node)
    return Say(f"{noun.fr} ensemble", f"{noun.en} together") if isinstance(node, tree.And) else noun


def _either(says: Sequence[Say]) -> Say:
    return Say(
        ", ".join(f"soit {say.fr}" for say in _cut(says)), "either " + ", or ".join(say.en for say in _cut(says))
    )


def _others(items: Sequence[tree.Node]) -> Iterator[tree.Node]:
    return (item for item in items if not _is_text(item))


def _is_of_one_field(node: tree.Or) -> bool:
    return len({item.name if isinstance(item, tree.Field) else id(item) for item in node.items}) == 1


def _options(node: tree.Node) -> Sequence[tree.Node]:
    return node.items if isinstance(node, tree.Or) else (node,)


def _is_text(node: tree.Node) -> bool:
    """Whether only the text of a post decides, without exclusions."""
    if isinstance(node, tree.And | tree.Or):
        return all(map(_is_text, node.items))
    return not isinstance(node, tree.Not | tree.Field | tree.Saved)


def _has_choices(node: tree.Node) -> bool:
    """Whether one branch of an OR is more than a term."""
    return isinstance(node, tree.Or) and any(isinstance(item, tree.And | tree.Near) for item in node.items)


def _noun(node: tree.Node) -> Say:
    """What follows “contain”."""
    match node:
        case tree.Or(items):
            said = [_noun(item) for item in sorted(items, key=_is_wildcard)]
            return _linked(_cut(said), _OR_ELSE) if _has_choices(node) else _list(said, _OR)
        case tree.And(items):
            return _all(items)
        case tree.Near(left, right, distance, ordered):
            return _near(left, right, distance, ordered)
        case tree.Exact(text):
            return Say(f"exactement « {text} »", f"exactly “{text}”")
        case tree.Hashtag(text):
            return Say(f"le mot-dièse #{text}", f"the hashtag #{text}")
        case tree.Mention(text):
            return Say(f"le compte @{text}", f"the account @{text}")
        case tree.Word(text, parts) if _is_wildcard(node):
            return _wildcard(text, parts[0])
        case tree.Word(text) | tree.Phrase(text) | tree.Symbol(text):
            return Say(f"« {text} »", f"“{text}”")
        case _:
            raise TypeError(node)


def _is_wildcard(node: tree.Node) -> bool:
    """Said last: what follows “a word that begins with” would seem to belong to it."""
    return isinstance(node, tree.Word) and len(node.parts) == 1 and ("*" in node.text or "?" in node.text)


def _all(items: Sequence[tree.Node]) -> Say:
    """Terms, then groups, then choices between more than terms."""
    terms = sorted((item for item in items if not isinstance(item, tree.Or | tree.Near)), key=_is_wildcard)
    alone = [_noun(item) for item in terms]
    groups = [_noun(item) for item in items if isinstance(item, tree.Or | tree.Near) and not _has_choices(item)]
    parts = [_list(alone, Say(" et ", " and ")), *groups] if alone else groups
    choices = [
        _either([_noun(each) for each in item.items])
        for item in items
        if isinstance(item, tree.Or) and _has_choices(item)
    ]
    said = _linked(parts, Say(", avec ", ", with "))
    link = Say(" ; avec ", "; with ") if len(choices) > 1 else Say(", avec ", ", with ")
    return _linked([*([said] if parts else []), *choices], link)


def _wildcard(text: str, part: str) -> Say:
    if is_prefix(part):
        start = text.rstrip("*")
        return Say(f"un mot qui commence par « {start} »", f"a word that begins with “{start}”")
    return Say(f"un mot de la forme « {text} »", f"a word like “{text}”")


def _near(left: tree.Node, right: tree.Node, distance: int, ordered: bool) -> Say:
    unit = "word" if distance == 1 else "words"
    words = f"{distance} mots au plus" if distance > 1 else "un mot au plus"
    first = _noun(left)
    if isinstance(left, tree.Or):
        two = len(left.items) == 2
        first = Say(
            f"{first.fr} ({'l’un ou l’autre' if two else 'l’un d’eux'})",
            f"{first.en} ({'either' if two else 'any'} one)",
        )
    after = _list([_after_de(item) for item in _options(right)], _OR)
    if ordered:
        return Say(
            f"{first.fr} suivi, à {words}, {after.fr}", f"{first.en} followed within {distance} {unit} by {after.en}"
        )
    return Say(f"{first.fr} à {words} {after.fr}", f"{first.en} within {distance} {unit} of {after.en}")


def _after_de(node: tree.Node) -> Say:
    """A term after the French “de”."""
    noun = _noun(node)
    if isinstance(node, tree.Exact):
        return Say(f"du terme exact « {node.text} »", noun.en)
    return Say(re.sub("^de (le |(?=un ))", lambda m: "du " if m[1] else "d’", f"de {noun.fr}"), noun.en)


def _list(says: Sequence[Say], last: Say) -> Say:
    """The items with commas, and `last` before the last; the end of a long list is only counted."""
    says = _cut(says)
    return Say(_joined([say.fr for say in says], last.fr), _joined([say.en for say in says], last.en))


def _cut(says: Sequence[Say]) -> Sequence[Say]:
    more = len(says) - _MOST
    return [*says[:_MOST], Say(f"{more} autres", f"{more} others")] if more > 1 else says


def _joined(parts: list[str], last: str) -> str:
    return ", ".join(parts[:-1]) + last + parts[-1] if len(parts) > 1 else "".join(parts)


def _linked(says: Sequence[Say], link: Say) -> Say:
    return Say(link.fr.join(say.fr for say in says), link.en.join(say.en for say in says))
