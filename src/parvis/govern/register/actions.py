"""What is done with the register: accounts entered, handed over, closed."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from parvis.core.audit import record
from parvis.core.scope import Organisation
from parvis.govern.register.models import Account, Password


@transaction.atomic
def enter(by: Any, organisation: Organisation, fields: Mapping[str, Any]) -> Account:
    account = Account.objects.create(organisation=organisation, **fields)
    record(organisation, by, "register.entered", about=str(account))
    return account


@transaction.atomic
def change(by: Any, account: Account, fields: Mapping[str, Any]) -> None:
    for name, value in fields.items():
        setattr(account, name, value)
    account.save()
    record(account.organisation, by, "register.changed", about=str(account))


@transaction.atomic
def to_close(by: Any, account: Account, before: date, reason: str) -> None:
    """Asks for it to be closed at its network before a day; the register reminds until that is noted."""
    account.close_by, account.close_reason = before, reason
    account.save(update_fields=["close_by", "close_reason"])
    record(account.organisation, by, "register.to_close", about=str(account), reason=reason)


@transaction.atomic
def keep(by: Any, account: Account) -> None:
    """Takes the request to close it back, and opens it again if it had been noted as closed."""
    account.close_by, account.close_reason, account.closed_on = None, "", None
    account.save(update_fields=["close_by", "close_reason", "closed_on"])
    record(account.organisation, by, "register.kept", about=str(account))


@transaction.atomic
def close(by: Any, account: Account, day: date) -> bool:
    """Notes that it is closed at its network; False if that was noted already."""
    if Account.objects.filter(pk=account.pk, closed_on=None).update(closed_on=day) != 1:
        return False
    record(account.organisation, by, "register.closed", about=str(account))
    return True


@transaction.atomic
def hand_over(by: Any, organisation: Organisation, person: Any, to: Any) -> int:
    """Gives all that `person` answers for to `to`, who is then nobody's deputy there; how many accounts."""
    rows = list(Account.objects.of(organisation).filter(Q(owner=person) | Q(deputy=person)))
    for row in rows:
        owner = to if row.owner_id == person.pk else row.owner
        deputy = to if row.deputy_id == person.pk else row.deputy
        row.owner, row.deputy = owner, None if deputy == owner else deputy
        row.save(update_fields=["owner", "deputy"])
        record(organisation, by, "register.handed_over", about=str(row), to=str(to))
    return len(rows)


@transaction.atomic
def password_changed(by: Any, password: Password, now: datetime) -> bool:
    if Password.objects.filter(pk=password.pk, changed_at=None).update(changed_at=now, changed_by=by) != 1:
        return False
    record(password.organisation, by, "register.password_changed", about=str(password.account))
    return True
