"""The command `parvis`: finds the verb's module and hands it the rest of the line."""

import errno
import os
import sys
from importlib import import_module

from parvis import shell
from parvis.config.environment import BadEnvironment
from parvis.say import Say

VERBS = {
    "up": ("parvis.cli.up", "start everything here and print the address"),
    "demo": ("parvis.cli.demo.command", "the same, with the example town Sainte-Aube"),
    "web": ("parvis.cli.web", "only the pages (a child of `up`)"),
    "work": ("parvis.cli.work", "only a worker; several may run, on several machines"),
    "check": ("parvis.cli.check", "the doctor: what is wrong and what to do"),
    "journal": ("parvis.cli.journal", "verify an exported audit log, or export one"),
    "audit": ("parvis.cli.audit", "look at public accounts: which are kept up, which sleep"),
    "report": ("parvis.cli.report", "a quarter's report as page, PDF and data"),
    "import": ("parvis.cli.take_in", "take in a file of remarks"),
    "query": ("parvis.text.cli_query", "explain a watch's query"),
    "match": ("parvis.text.cli_match", "match posts against watches"),
    "analyse": ("parvis.text.cli_analyse", "language, tone and intent of posts"),
    "bursts": ("parvis.text.cli_bursts", "find bursts in a series"),
    "evaluate": ("parvis.text.cli_evaluate", "measure language, tone and intent"),
    "feed": ("parvis.networks.cli_feed", "read a feed"),
    "compose": ("parvis.networks.cli_compose", "measure texts as a network does"),
    "forget": ("parvis.cli.forget", "erase a person of the office, or an author of the public"),
    "rotate-key": ("parvis.cli.rotate_key", "encrypt all logins with the newest key"),
}

_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO)


def main(argv: list[str] | None = None) -> int:
    """Runs a verb and returns its exit status: 0 done, 1 refused or failed, 2 unusable arguments."""
    try:
        try:
            return _run(sys.argv[1:] if argv is None else argv)
        finally:
            sys.stdout.flush()
    except BadEnvironment as bad:
        print(f"parvis: {bad}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # the reader has what it wanted, as with `| head`
        shell.silenced()
        return 0
    except OSError as error:
        if error.errno not in _NO_ROOM:
            raise
        shell.silenced()
        shell.tell(Say(f"Le résultat ne s’écrit pas ({error}).", f"The result cannot be written ({error})."))
        return 1


def _run(arguments: list[str]) -> int:
    if not arguments or arguments[0] in {"help", "-h", "--help"}:
        print(usage())
        return 0
    verb, rest = arguments[0], arguments[1:]
    if verb not in VERBS:
        print(f"parvis: unknown command {verb!r}\n\n{usage()}", file=sys.stderr)
        return 2
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "parvis.config.settings")
    return int(import_module(VERBS[verb][0]).main(rest))


def usage() -> str:
    """The verbs, a line each."""
    lines = [f"  {verb:<11} {about}" for verb, (_, about) in VERBS.items()]
    return "\n".join(["usage: parvis VERB …    (parvis VERB --help)", "", *lines])
