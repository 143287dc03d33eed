"""`parvis import mentions FILE --source NAME`: takes in a file of remarks, JSON lines or CSV."""

import argparse
import json
import sys
from pathlib import Path

from parvis.cli.house import bring_up_to_date, open_house, organisation


def main(argv: list[str]) -> int:
    """Prints a summary; 1 when lines were refused (their reasons are in a file beside the given one)."""
    parser = argparse.ArgumentParser(prog="parvis import", description=__doc__)
    parser.add_argument("what", choices=["mentions"])
    parser.add_argument("file", type=Path)
    parser.add_argument("--source", required=True, help="the name under which they are kept")
    parser.add_argument("--org", default="", help="the organisation's short name; not needed when there is only one")
    options = parser.parse_args(argv)
    if not options.file.is_file():
        parser.error(f"{options.file} is not a file")
    open_house()
    bring_up_to_date()
    from parvis.core.scope import Organisation
    from parvis.listen.files import UnreadableFile
    from parvis.listen.taking import take_in_file

    slugs = list(Organisation.objects.values_list("slug", flat=True))
    if not options.org and len(slugs) != 1:
        parser.error(f"say which organisation with --org ({', '.join(slugs) or 'there is none yet: run parvis up'})")
    try:
        summary = take_in_file(organisation(options.org or slugs[0]), options.file, options.source)
    except UnreadableFile as unreadable:
        print(f"parvis: {unreadable}", file=sys.stderr)
        return 1
    print(json.dumps(summary))
    return 1 if summary["refused"] else 0
