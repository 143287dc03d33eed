"""What is done with reports: frozen, so that the figures once shown can be shown again."""

from datetime import datetime
from typing import Any

from django.db import transaction

from parvis.core.audit import record
from parvis.core.scope import Organisation
from parvis.listen.models import Watch
from parvis.measure import quarter as quarterly
from parvis.measure.models import Report
from parvis.measure.period import Quarter


@transaction.atomic
def freeze(person: Any, organisation: Organisation, quarter: Quarter, watch: Watch | None, now: datetime) -> Report:
    """Keeps the report as it is now."""
    figures = quarterly.figures(organisation, quarter, watch, now)
    report = Report.objects.create(
        organisation=organisation, watch=watch, quarter=str(quarter), figures=figures, frozen_by=person
    )
    record(organisation, person, "measure.frozen", about=str(quarter))
    return report
