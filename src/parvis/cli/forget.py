"""`parvis forget`: erases a person of the office, or what an author of the public left, from this house."""

import argparse
import sys
from typing import Any

from parvis.cli.house import open_house, quiet_errors


def main(argv: list[str]) -> int:
    """0: erased; 1: not known, or something has to be done first; 2: unusable arguments."""
    parser = argparse.ArgumentParser(prog="parvis forget", description=__doc__)
    whom = parser.add_subparsers(dest="whom", required=True)
    person = whom.add_parser("person", help="somebody who left: account, name and address, in every organisation")
    person.add_argument("email", metavar="EMAIL")
    author = whom.add_parser("author", help="somebody of the public: posts, messages and name, in every organisation")
    author.add_argument("network", metavar="NETWORK")
    author.add_argument("handle", metavar="HANDLE")
    for each in (person, author):
        each.add_argument("--yes", action="store_true", help="do not ask: what is erased does not come back")
    options = parser.parse_args(argv)
    open_house()
    with quiet_errors():
        done = _person(options) if options.whom == "person" else _author(options)
        _leave_nothing_in_the_file()
        return done


def _leave_nothing_in_the_file() -> None:
    """At once, and not when a worker comes to it."""
    from parvis.core.steps import STEPS
    from parvis.core.work import drain

    drain(STEPS)


def _person(options: Any) -> int:
    from parvis.people import erasing
    from parvis.people.models import User

    person = User.objects.filter(email=options.email.lower()).first()
    if person is None:
        return _refuse(f"nobody here has the address {options.email}.")
    if closed := erasing.refusal(person):
        return _refuse(closed.en)
    if not _sure(options, f"Erase {person} ({person.email}) from this server?"):
        return 1
    print(f"erased; {erasing.erase(None, person)} rows and acts told again without the name")
    return 0


def _author(options: Any) -> int:
    from parvis.converse import forgetting

    found = forgetting.posts(options.network, options.handle).count()
    if not found and not forgetting.conversations(options.network, options.handle).exists():
        return _refuse(f"nothing of {options.handle} on {options.network} is kept here.")
    if not _sure(options, f"Erase {found} posts of {options.handle} ({options.network}) here?"):
        return 1
    print(f"erased; {forgetting.forget_author(None, options.network, options.handle)} posts kept as mere counts")
    return 0


def _sure(options: Any, question: str) -> bool:
    return options.yes or input(f"{question} This cannot be undone. [yes/no] ").strip().lower() == "yes"


def _refuse(why: str) -> int:
    print(f"parvis: {why}", file=sys.stderr)
    return 1
