"""`parvis report ORG --quarter 2026Q3 --out DIR`: a quarter's report as page, PDF and data."""

import argparse
from pathlib import Path

from parvis import shell
from parvis.cli.house import open_house, organisation, quiet_errors
from parvis.say import Say


def main(argv: list[str]) -> int:
    """Writes the files and prints their paths; 2 for an unusable quarter, 1 for an unknown watch."""
    parser = argparse.ArgumentParser(prog="parvis report", description=__doc__)
    parser.add_argument("org", help="the organisation's short name, as in addresses")
    parser.add_argument("--quarter", required=True, help="such as 2026Q3")
    parser.add_argument("--out", required=True, type=Path, help="the folder to write into")
    parser.add_argument("--watch", default="", help="only this watch, by name (all together without)")
    parser.add_argument("--language", choices=["fr", "en"], default="", help="the organisation's own without")
    options = parser.parse_args(argv)
    open_house()
    with quiet_errors():
        return _write(options)


def _write(options: argparse.Namespace) -> int:
    from django.utils import timezone, translation

    from parvis.listen.models import Watch
    from parvis.measure import exports
    from parvis.measure.period import BadQuarter, Quarter

    try:
        quarter = Quarter.parse(options.quarter)
    except BadQuarter:
        shell.tell(
            Say(
                f"« {options.quarter} » n’est pas un trimestre : écrivez par exemple 2026Q3.",
                f"“{options.quarter}” is no quarter; write it like 2026Q3.",
            )
        )
        return 2
    house = organisation(options.org)
    watch = Watch.objects.of(house).filter(name=options.watch).first() if options.watch else None
    if options.watch and watch is None:
        shell.tell(
            Say(
                f"{options.org} n’a pas de veille « {options.watch} ».",
                f"{options.org} has no watch “{options.watch}”.",
            )
        )
        return 1
    with translation.override(options.language or house.language):
        for path in exports.write_all(house, quarter, watch, options.out, timezone.now()):
            print(path)
    return 0
