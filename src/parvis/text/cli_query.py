"""`parvis query explain QUERY`: what a query will catch, or what is wrong with it, as JSON."""

import argparse
import json

from parvis.text.query import QueryError, explain, parse


def main(argv: list[str]) -> int:
    """Exit status 0 when the query can be read, 1 when not."""
    parser = argparse.ArgumentParser(prog="parvis query", description="Reads a query and says what it will catch.")
    verbs = parser.add_subparsers(dest="verb", required=True)
    verbs.add_parser("explain", help="explain one query").add_argument("query")
    if argv[:1] == ["explain"] and len(argv) == 2 and argv[1] not in ("-h", "--help"):
        argv = ["explain", "--", argv[1]]  # a query may begin with a minus
    asked = parser.parse_args(argv)
    try:
        query = parse(asked.query)
    except QueryError as error:
        say = {"fr": error.say.fr, "en": error.say.en, "start": error.start, "end": error.end, "repair": error.repair}
        print(json.dumps({"ok": False, "error": say}, ensure_ascii=False))
        return 1
    print(json.dumps({"ok": True, "query": str(query), "explain": explain(query)._asdict()}, ensure_ascii=False))
    return 0
