"""`parvis check`: the doctor. Each finding says what, how bad, and what to do."""

import argparse
import json
from collections.abc import Iterator

from parvis import shell
from parvis.cli import check_machine, check_work
from parvis.cli.findings import Finding
from parvis.cli.house import open_house


def main(argv: list[str]) -> int:
    """0 when nothing is bad, else 1."""
    parser = argparse.ArgumentParser(prog="parvis check", description=__doc__)
    parser.add_argument("--logins", action="store_true", help="first try each channel's login at its network, now")
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    options = parser.parse_args(argv)
    open_house()
    if options.logins:
        try_logins()
    findings, language = list(examine()), shell.language()
    for each in findings:
        told = json.dumps(each.as_json(language), ensure_ascii=False) if options.json else each.line(language)
        print(told)
    return 1 if any(each.how_bad == "bad" for each in findings) else 0


def try_logins() -> None:
    """The daily try of each login, at once."""
    from django.utils import timezone

    from parvis.channels import health
    from parvis.channels.steps import STEPS
    from parvis.core.work import drain

    now = timezone.now()
    health.watch_all(now)
    health.watched().update(due_at=now)
    drain(STEPS, most=health.watched().count())


def examine() -> Iterator[Finding]:
    """Every finding; without a database that answers, only what needs none."""
    yield from check_machine.settings()
    yield from check_machine.disk()
    database = check_machine.database()
    yield database
    if database.how_bad == "bad":
        return
    for part in (*check_machine.PARTS, *check_work.PARTS):
        yield from part()
