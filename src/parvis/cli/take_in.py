"""`parvis import mentions FILE --source NAME`: takes in a file of remarks, JSON lines or CSV."""

import argparse
import json
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from parvis import shell
from parvis.cli.house import bring_up_to_date, open_house, organisation, quiet_errors
from parvis.say import Say


def main(argv: list[str]) -> int:
    """Prints a summary; 1 when lines were refused (their reasons are in a file beside the given one)."""
    parser = argparse.ArgumentParser(prog="parvis import", description=__doc__)
    parser.add_argument("what", choices=["mentions"])
    parser.add_argument("file", help="CSV or JSON lines, packed (.gz) or not; - is standard input")
    parser.add_argument("--source", required=True, help="the name under which they are kept")
    parser.add_argument("--org", default="", help="the organisation's short name; not needed when there is only one")
    options = parser.parse_args(argv)
    if options.file != "-" and not Path(options.file).is_file():
        parser.error(Say(f"{options.file} n’est pas un fichier", f"{options.file} is not a file").to(shell.language()))
    open_house()
    with quiet_errors():
        bring_up_to_date()
        return _take_in(parser, options)


def _take_in(parser: argparse.ArgumentParser, options: argparse.Namespace) -> int:
    from parvis.core.scope import Organisation
    from parvis.listen.files import UnreadableFile
    from parvis.listen.taking import take_in_file

    slugs = list(Organisation.objects.values_list("slug", flat=True))
    if not options.org and len(slugs) != 1:
        known = ", ".join(slugs)
        which = Say(
            f"dites quelle organisation avec --org ({known or 'il n’y en a pas encore : lancez parvis up'})",
            f"say which organisation with --org ({known or 'there is none yet: run parvis up'})",
        )
        parser.error(which.to(shell.language()))
    house = organisation(options.org or slugs[0])
    try:
        with _file(options.file) as (path, refused):
            summary = take_in_file(house, path, options.source, aside=refused)
    except UnreadableFile as unreadable:
        shell.tell(unreadable.say)
        return 1
    if summary["refused"]:
        shell.tell(
            Say(
                f"Lignes refusées : {summary['refused']}. Les raisons sont dans {refused}.",
                f"Lines refused: {summary['refused']}. Why is in {refused}.",
            )
        )
    print(json.dumps(summary))
    return 1 if summary["refused"] else 0


@contextmanager
def _file(name: str) -> Iterator[tuple[Path, Path]]:
    """The file, and where its refused lines go; standard input is kept in a file meanwhile, for it is read twice."""
    if name != "-":
        yield Path(name), Path(f"{name}.refused.jsonl")
        return
    with tempfile.NamedTemporaryFile(prefix="parvis-import-") as kept:
        shutil.copyfileobj(sys.stdin.buffer, kept)
        kept.flush()
        yield Path(kept.name), Path("stdin.refused.jsonl")
