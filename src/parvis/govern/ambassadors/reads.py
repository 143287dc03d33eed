"""What pages ask about ambassadors and their kit."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import Prefetch, QuerySet

from parvis.core.scope import Organisation
from parvis.govern import gate
from parvis.govern.ambassadors.models import Ambassador, Item, Share
from parvis.govern.gate import Refusal
from parvis.govern.rulebook import checks
from parvis.govern.rulebook import reads as rulebook
from parvis.say import Say


def ambassadors(organisation: Organisation) -> "QuerySet[Ambassador]":
    """Who takes part or is invited; of shares, those that the house was allowed to see."""
    told = Share.objects.of(organisation).filter(ambassador__tells=True).select_related("item")
    rows = Ambassador.objects.of(organisation).filter(withdrawn_at=None).select_related("organisation")
    return rows.prefetch_related(Prefetch("shares", queryset=told, to_attr="told"))


def of_person(organisation: Organisation, person: Any) -> Ambassador | None:
    """This member as an ambassador, invited or taking part."""
    found: Ambassador | None = ambassadors(organisation).filter(person=person).first()
    return found


def kit(organisation: Organisation) -> "QuerySet[Item]":
    return Item.objects.of(organisation).filter(ended_at=None).select_related("organisation", "prepared_by")


def ready(organisation: Organisation, now: datetime) -> list[Item]:
    """What may be shared now."""
    return [item for item in kit(organisation) if held(item, now) is None]


def held(item: Item, now: datetime) -> Refusal | None:
    """What keeps `item` from being handed out: whoever answers for it may not publish (any more), or a rule blocks."""
    house = item.organisation
    if item.prepared_by is None:
        return _NOBODY
    found = gate.refusal_off_channel(item.prepared_by, house, "publish", now)
    return found or _against(item, now)


def _against(item: Item, now: datetime) -> Refusal | None:
    house = item.organisation
    media: list[Mapping[str, Any]] = [{"alt": item.alt, "content_type": "image/*"}] if item.picture else []
    said = checks.Item(item.whole, "publish", now.astimezone(house.tz), house.language, media)
    found = rulebook.objections(house, None, said)
    first = next((each for each in found if each.blocks and each.code != "rule_quiet"), None)
    return Refusal(first.code, first.say, first.suggestion) if first else None


_NOBODY = Refusal(
    "nobody_answers",
    Say("La personne qui l’a préparé n’est plus là.", "The person who prepared it is no longer here."),
    Say("Relisez-le et enregistrez-le : vous en répondrez.", "Go over it and save it: you will answer for it."),
)
