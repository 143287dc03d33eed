"""What the start page asks: what wants somebody now, what goes out today, how the last month sounded."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import F, Q
from django.utils.translation import gettext as _

from parvis.converse.models import Commitment, Conversation, Handling
from parvis.core.scope import Organisation
from parvis.listen import reads as heard
from parvis.outbox.models import Delivery, stopped
from parvis.outbox.reads import by_hand, to_check_by, to_read
from parvis.publish.reads import going_out
from parvis.web import charts
from parvis.web.charts import Chart, Series

DAYS = 30


def wanting(organisation: Organisation, person: Any, now: datetime) -> dict[str, Any]:
    """Counts of what asks for somebody: late, due today, crisis, mine, nobody's, deliveries and promises in trouble."""
    rows = Conversation.objects.of(organisation).filter(state="open")
    today = now.astimezone(organisation.tz).date()
    tonight = _midnight(organisation, today + timedelta(days=1))
    promises = Commitment.objects.of(organisation).filter(kept_at=None, broken_at=None, due_on__lt=today)
    return {
        "late": rows.filter(due_at__lt=now).count(),
        "today": rows.filter(due_at__range=(now, tonight)).count(),
        "crisis": rows.filter(handling=Handling.CRISIS).count(),
        "mine": rows.filter(owner=person).count(),
        "nobodys": rows.filter(owner=None).count(),
        "open": rows.count(),
        "to_read": len(to_read(organisation, person, now)),
        "to_check": len(to_check_by(organisation, person, now)),
        "troubled": Delivery.objects.of(organisation).filter(stopped()).count(),
        "by_hand": by_hand(organisation).count(),
        "promises": promises.count(),
    }


def first_ones(organisation: Organisation, person: Any, now: datetime, most: int = 6) -> list[Conversation]:
    """The conversations to take first: crisis, then what is due soonest; one's own and nobody's."""
    rows = Conversation.objects.of(organisation).filter(Q(owner=person) | Q(owner=None), state="open")
    ranked = rows.annotate(is_crisis=Q(handling=Handling.CRISIS)).order_by(
        F("is_crisis").desc(), F("due_at").asc(nulls_last=True), "opened_at"
    )
    return list(ranked.select_related("root", "owner")[:most])


def today_out(organisation: Organisation, now: datetime) -> list[Any]:
    """Publications of today, gone or to go."""
    today = now.astimezone(organisation.tz).date()
    return going_out(organisation, _midnight(organisation, today), _midnight(organisation, today + timedelta(days=1)))


def _midnight(organisation: Organisation, day: date) -> datetime:
    """When `day` begins in the organisation's zone."""
    return datetime.combine(day, time(), organisation.tz)


def month_chart(organisation: Organisation, now: datetime) -> Chart | None:
    """Mentions of the last thirty days, and the negative ones among them; None when there were none."""
    today = now.astimezone(organisation.tz).date()
    days = [today - timedelta(days=n) for n in reversed(range(DAYS))]
    rows = heard.mentions(organisation, start=_midnight(organisation, days[0]))
    counted = heard.per_day(rows, organisation, "tone")
    if not counted:
        return None
    every = [sum(counted.get(day, {}).values()) for day in days]
    negative = [counted.get(day, {}).get("negative", 0) for day in days]
    return charts.line(
        _("Ce que l’on dit de vous depuis trente jours"),
        _("Nombre de messages par jour, et parmi eux les messages négatifs."),
        days,
        [Series(_("tous"), every, "plain"), Series(_("négatifs"), negative, "negative")],
    )
