"""What is done with rules: made, changed, ended, put back."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from parvis.channels.models import Channel
from parvis.core.audit import record
from parvis.core.scope import Organisation
from parvis.govern.rulebook.models import Rule


@transaction.atomic
def make(
    by: Any, organisation: Organisation, kind: str, fields: Mapping[str, Any], channels: Iterable[Channel]
) -> Rule:
    """A new rule; `fields` as `Rule` has them. It holds at once, also for what waits to go out."""
    rule = Rule.objects.create(organisation=organisation, kind=kind, made_by=by, **fields)
    rule.channels.set(channels)
    record(organisation, by, "rulebook.made", about=rule.name, kind=kind, terms=rule.terms)
    return rule


@transaction.atomic
def change(by: Any, rule: Rule, fields: Mapping[str, Any], channels: Iterable[Channel]) -> None:
    for name, value in fields.items():
        setattr(rule, name, value)
    rule.save()
    rule.channels.set(channels)
    record(rule.organisation, by, "rulebook.changed", about=rule.name, terms=rule.terms)


@transaction.atomic
def end(by: Any, rule: Rule, now: datetime) -> bool:
    """It no longer holds; False if it had ended already."""
    if Rule.objects.filter(pk=rule.pk, ended_at=None).update(ended_at=now, ended_by=by) != 1:
        return False
    record(rule.organisation, by, "rulebook.ended", about=rule.name)
    return True


@transaction.atomic
def resume(by: Any, rule: Rule) -> bool:
    """It holds again; False if it did already."""
    if Rule.objects.filter(pk=rule.pk).exclude(ended_at=None).update(ended_at=None, ended_by=None) != 1:
        return False
    record(rule.organisation, by, "rulebook.resumed", about=rule.name)
    return True
