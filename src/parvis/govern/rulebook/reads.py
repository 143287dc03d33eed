"""What doors and pages ask of the rulebook."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from parvis.channels.models import Channel
from parvis.core.scope import Organisation
from parvis.govern import rules as always
from parvis.govern.charter.models import Clause
from parvis.govern.gate import Refusal
from parvis.govern.rulebook.checks import CHECKS, Breach, Item
from parvis.govern.rulebook.models import Kind, Rule
from parvis.govern.rules import Objection
from parvis.networks.base import Limits
from parvis.say import Say


def in_force(organisation: Organisation) -> "QuerySet[Rule]":
    return Rule.objects.of(organisation).filter(ended_at=None).select_related("policy").prefetch_related("channels")


def objections(organisation: Organisation, channel: Channel | None, item: Item) -> list[Objection]:
    """What the rules of the house say against `item` on `channel` (None: against it anywhere)."""
    rules = [rule for rule in in_force(organisation) if rule.is_about(item.act) and _covers(rule, channel)]
    named = clauses(rules)
    return [
        _objection(rule, breach, named.get(rule.pk)) for rule in rules for breach in CHECKS[rule.kind](rule.terms, item)
    ]


def against(channel: Channel, item: Item, limits: Limits) -> list[Objection]:
    """All that stands against sending `item` on `channel`: what always counts and the rules of the house.

    What blocks first, then in reading order.
    """
    house = channel.organisation
    own = objections(house, channel, item)
    hidden = {(each.start, each.end) for each in own if each.code == "rule_privacy"}
    general = always.objections(item.text, limits, item.language, item.act, item.media, item.at.date(), allowed(house))
    rest = [each for each in general if not (each.code.startswith("private_") and (each.start, each.end) in hidden)]
    return sorted([*own, *rest], key=lambda each: (not each.blocks, each.start, each.code))


def allowed(organisation: Organisation) -> set[str]:
    """What the house makes public itself: its numbers, addresses, names."""
    rules = in_force(organisation).filter(kind=Kind.PRIVACY)
    return {each for rule in rules for each in rule.terms.get("allowed", ())}


def clauses(rules: Iterable[Rule]) -> dict[int, Clause]:
    """Rule → the clause it hangs on, as it reads in the version in force (else in the newest)."""
    hung = [rule for rule in rules if rule.policy_id and rule.clause_key]
    rows = Clause.objects.filter(key__in=[rule.clause_key for rule in hung]).select_related("version__policy")
    newest = {(row.version.policy_id, row.key): row for row in sorted(rows, key=_standing)}
    found = {rule.pk: newest.get((rule.policy_id, rule.clause_key)) for rule in hung}
    return {pk: clause for pk, clause in found.items() if clause}


def _standing(clause: Clause) -> tuple[bool, int]:
    return clause.version.is_in_force, clause.version.number


def _covers(rule: Rule, channel: Channel | None) -> bool:
    listed = rule.channels.all()
    return channel is None or not listed or channel in listed


def _objection(rule: Rule, breach: Breach, clause: Clause | None) -> Objection:
    source = _source(rule, clause)
    say = Say(f"{breach.say.fr} {source.fr}", f"{breach.say.en} {source.en}")
    way_out = Say(rule.advice, rule.advice) if rule.advice else breach.way_out
    return Objection(f"rule_{rule.kind}", rule.blocks, say, way_out, breach.start, breach.end)


def _source(rule: Rule, clause: Clause | None) -> Say:
    if clause is None:
        return Say(f"(Règle « {rule.name} ».)", f"(Rule “{rule.name}”.)")
    policy = clause.version.policy
    return Say(
        f"({policy}, article {clause.number} : « {clause.title} ».)",
        f"({policy}, clause {clause.number}: “{clause.title}”.)",
    )


def forbidding(channel: Channel, item: Item) -> Refusal | None:
    """What blocks `item` at the moment of sending; quiet hours were a matter of planning, not of a late try."""
    found = objections(channel.organisation, channel, item)
    first = next((each for each in found if each.blocks and each.code != "rule_quiet"), None)
    return Refusal(first.code, first.say, first.suggestion) if first else None


def silences(organisation: Organisation, now: datetime) -> Iterator[dict[str, Any]]:
    """Silence periods that run or are to come: pages that plan show them."""
    today = now.astimezone(organisation.tz).date().isoformat()
    for rule in in_force(organisation).filter(kind=Kind.SILENCE):
        if rule.terms["end"] >= today:
            yield {"rule": rule, "start": rule.terms["start"], "end": rule.terms["end"]}
