"""What is done with ambassadors: invited, consenting, withdrawn; the kit filled; shares noted."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from parvis.core.audit import record
from parvis.core.scope import Organisation
from parvis.govern import gate
from parvis.govern.ambassadors import reads
from parvis.govern.ambassadors.models import Ambassador, Item, Share


class AlreadyThere(Exception):
    """This member is an ambassador, or invited to be one."""


@transaction.atomic
def invite(by: Any, organisation: Organisation, fields: Mapping[str, Any]) -> Ambassador:
    """`fields`: person (a member) or name and email; intro. Raises `AlreadyThere`."""
    person = fields.get("person")
    rows = Ambassador.objects.of(organisation).filter(withdrawn_at=None)
    if person and rows.filter(person=person).exists():
        raise AlreadyThere
    about = {"name": person.name, "email": person.email} if person else {}
    row = Ambassador.objects.create(organisation=organisation, invited_by=by, **{**fields, **about})
    record(organisation, by, "ambassadors.invited", number=row.pk)
    return row


@transaction.atomic
def consent(row: Ambassador, accounts: str, tells: bool, now: datetime) -> bool:
    """The person agrees, for these accounts; False when the invitation is no longer open."""
    open_rows = Ambassador.objects.filter(pk=row.pk, consented_at=None, withdrawn_at=None, expires_at__gt=now)
    if open_rows.update(accounts=accounts, tells=tells, consented_at=now) != 1:
        return False
    record(row.organisation, None, "ambassadors.consented", number=row.pk)
    return True


@transaction.atomic
def change_consent(row: Ambassador, accounts: str, tells: bool) -> bool:
    """Other accounts, another answer; False for one who takes no part."""
    if _taking_part(row).update(accounts=accounts, tells=tells) != 1:
        return False
    record(row.organisation, None, "ambassadors.changed", number=row.pk)
    return True


@transaction.atomic
def withdraw(row: Ambassador, now: datetime, by: Any | None = None) -> bool:
    """Erases all but the day; `by` None: the person themselves. Twice is once."""
    there = Ambassador.objects.filter(pk=row.pk, withdrawn_at=None)
    nothing = {"person": None, "name": "", "email": "", "intro": "", "accounts": "", "tells": False}
    if there.update(withdrawn_at=now, consented_at=None, invited_by=None, **nothing) != 1:
        return False
    Share.objects.filter(ambassador=row).delete()
    record(row.organisation, by, "ambassadors.ended" if by else "ambassadors.withdrew", number=row.pk)
    return True


@transaction.atomic
def share(row: Ambassador, item: Item, link: str, now: datetime) -> Share | None:
    """The person says that they shared it; said again, the new link counts. None for one who takes no part."""
    if not _taking_part(row).select_for_update().exists():
        return None
    found, _made = Share.objects.update_or_create(
        ambassador=row, item=item, defaults={"organisation": row.organisation, "link": link, "at": now}
    )
    return found


@transaction.atomic
def prepare(by: Any, organisation: Organisation, fields: Mapping[str, Any]) -> Item:
    """Puts an item in the kit; raises `gate.Refused` for who may not publish, and for words that a rule blocks."""
    item = Item(organisation=organisation, prepared_by=by, **fields)
    _require(item)
    item.save()
    record(organisation, by, "ambassadors.item_prepared", about=item.title)
    return item


@transaction.atomic
def change(by: Any, item: Item, fields: Mapping[str, Any]) -> None:
    """Changes it, or only goes over it: `by` answers for it from now on. Raises `gate.Refused`."""
    for name, value in {**fields, "prepared_by": by, "ended_at": None}.items():
        setattr(item, name, value)
    _require(item)
    item.save()
    record(item.organisation, by, "ambassadors.item_changed", about=item.title)


@transaction.atomic
def end(by: Any, item: Item, now: datetime) -> bool:
    """Takes it out of the kit; False if it was out."""
    if Item.objects.filter(pk=item.pk, ended_at=None).update(ended_at=now) != 1:
        return False
    record(item.organisation, by, "ambassadors.item_ended", about=item.title)
    return True


def _require(item: Item) -> None:
    found = reads.held(item, timezone.now())
    if found:
        raise gate.Refused(found)


def _taking_part(row: Ambassador) -> Any:
    return Ambassador.objects.filter(pk=row.pk, withdrawn_at=None).exclude(consented_at=None)
