"""`parvis audit FILE-or-ADDRESS…`: public accounts, a JSON line each; `--out DIR` adds page, PDF and CSV."""

import argparse
import json
import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from parvis.cli.house import open_house


def main(argv: list[str]) -> int:
    """0 when all was looked at, whatever was found; 2 for a file that cannot be read or holds no address."""
    parser = argparse.ArgumentParser(prog="parvis audit", description=__doc__)
    parser.add_argument("sources", nargs="+", help="files with an address a line, - for standard input, or addresses")
    parser.add_argument("--out", type=Path, help="the folder to write page, PDF and CSV into")
    parser.add_argument("--language", choices=["fr", "en"], default="", help="of the files; that of LANG without")
    parser.add_argument("--allow-loopback", action="store_true", help="for development: look at this machine too")
    asked = parser.parse_args(argv)
    try:
        addresses = [address for source in asked.sources for address in _addresses(source)]
    except (OSError, UnicodeDecodeError) as error:
        print(f"parvis audit: {error}", file=sys.stderr)
        return 2
    if not addresses:
        print("parvis audit: there is no address in what was given.", file=sys.stderr)
        return 2
    return _audit(list(dict.fromkeys(addresses)), asked)


def _addresses(source: str) -> list[str]:
    from parvis.prepare.accounts.figures import addresses_in

    if source == "-":
        return addresses_in(sys.stdin.read())
    path = Path(source)
    is_address = "://" in source or "@" in source or ("." in source and not path.exists() and "/" not in source)
    return [source] if is_address else addresses_in(path.read_text("utf-8"))


def _audit(addresses: list[str], asked: argparse.Namespace) -> int:
    from parvis.networks.http import Http
    from parvis.prepare.accounts.figures import audit

    now, accounts = datetime.now(UTC), []
    for account in audit(addresses, Http(allow_loopback=asked.allow_loopback), now):
        print(json.dumps(account.as_json(), ensure_ascii=False), flush=True)
        accounts.append(account)
    if asked.out:
        _write(accounts, asked, now)
    return 0


def _write(accounts: list[Any], asked: argparse.Namespace, now: datetime) -> None:
    open_house()
    from django.utils import translation

    from parvis.prepare.accounts import exports

    language = asked.language or ("en" if os.environ.get("LANG", "").startswith("en") else "fr")
    try:
        with translation.override(language):
            for path in exports.write_all(accounts, asked.out, now):
                print(path, file=sys.stderr)
    except OSError as error:
        sys.exit(f"parvis audit: {error.filename or 'a file'}: {error.strerror or error}")
