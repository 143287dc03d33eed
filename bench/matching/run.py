"""Our matching beside its peers, in one run, turn about: CPU time per post, raw text in.

python -m bench.matching [--posts 10000] [--rounds 3] [--json FILE]
"""

import argparse
import json
import os
import pickle
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path
from statistics import median
from typing import Any

from bench.matching import lucene
from bench.matching.workload import Workload, build

SETS = {"communes 1,000": ("communes", 1_000), "communes 35,000": ("communes", None), "brands 10,000": ("brands", None)}
_PASSES = ("together", "alone", "spans")


class Peer:
    """A process that answers a line of JSON to each line it is sent."""

    def __init__(self, command: list[str], name: str) -> None:
        self.name = name
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.ready = self._answer()

    def ask(self, line: str) -> dict[str, Any]:
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()
        return self._answer()

    def _answer(self) -> dict[str, Any]:
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"{self.name} ended with status {self._process.wait()}")
        return json.loads(line)

    def close(self) -> None:
        self._process.kill()
        self._process.wait()


def main(argv: list[str]) -> int:
    """Prints the table; status 1 when a peer finds other matches than ours, or a change was not seen at once."""
    parser = argparse.ArgumentParser(prog="bench.matching", description=__doc__)
    parser.add_argument("--posts", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", type=Path, help="write the figures there too")
    asked = parser.parse_args(argv)
    data = os.environ.get("PARVIS_BENCH_DATA")
    work = build(Path(data) if data else None, asked.posts)
    absent = lucene.missing()
    print(f"posts: {'real, sown with names' if work.real else 'made up (PARVIS_BENCH_DATA names no public data)'}")
    print(f"peers: {f'Lucene left out: {absent}' if absent else 'Lucene MemoryIndex with pre-filter'}")
    with tempfile.TemporaryDirectory() as folder:
        figures = measure(Path(folder), work, asked.rounds, not absent)
    show(figures)
    if asked.json:
        asked.json.write_text(json.dumps(figures, indent=1))
    return 1 if any(row.get("same") is False or row["missed"] for row in figures.values()) else 0


def measure(folder: Path, work: Workload, rounds: int, with_lucene: bool) -> dict[str, dict[str, Any]]:
    """The figures of each set of watches."""
    sets = {name: work.watches[kind][:most] for name, (kind, most) in SETS.items()}
    if with_lucene:
        lucene.prepare(folder, work.posts, work.before, work.frequencies, sets)
    figures = {}
    for name, queries in sets.items():
        (folder / "work.pickle").write_bytes(pickle.dumps((work.posts, work.before, queries)))
        with ExitStack() as opened:
            ours = Peer([sys.executable, "-m", "bench.matching.ours", str(folder / "work.pickle")], "ours")
            opened.callback(ours.close)
            peer = None
            if with_lucene:
                peer = Peer(lucene.command(folder, name, len(work.before), len(work.posts)), "Lucene")
                opened.callback(peer.close)
            figures[name] = compare(ours, peer, rounds, len(work.posts))
    return figures


def compare(ours: Peer, peer: Peer | None, rounds: int, posts: int) -> dict[str, Any]:
    """Turn about, after warming up; the median of the rounds."""
    for _ in range(4 if peer else 0):
        peer.ask("run 1 warm")
    rows = [
        {kind: ours.ask(kind) for kind in _PASSES} | ({"lucene": peer.ask("run 1")} if peer else {})
        for _ in range(rounds)
    ]
    row: dict[str, Any] = {kind: median(r[kind]["cpu"] for r in rows) * 1e6 / posts for kind in rows[0]}
    if peer:
        row |= {f"× {kind}": median(r["lucene"]["cpu"] / r[kind]["cpu"] for r in rows) for kind in _PASSES}
        row["same"] = all(r["lucene"]["digest"] == r[kind]["digest"] for r in rows for kind in _PASSES)
        row["lucene mb"], row["lucene compile"] = peer.ready["index_mb"], peer.ready["build"]
    return row | ours.ready | ours.ask("change") | {"matches": rows[0]["together"]["matches"] / posts}


def show(figures: dict[str, dict[str, Any]]) -> None:
    """The table, and the growth."""
    for name, row in figures.items():
        print(f"\n{name}: {row['matches']:.2f} matches a post")
        for kind in _PASSES:
            ratio = f"{row[f'× {kind}']:6.1f} × Lucene" if f"× {kind}" in row else ""
            print(f"  {kind:9} {row[kind]:7.2f} µs a post  {1e6 / row[kind]:9,.0f} posts/s {ratio}")
        if "lucene" in row:
            same = "the same matches" if row["same"] else "OTHER MATCHES"
            print(f"  Lucene    {row['lucene']:7.2f} µs a post  {1e6 / row['lucene']:9,.0f} posts/s  {same}")
        print(f"  {row['mb']:.0f} MB, compiled in {row['compile']:.1f} s of CPU")
        live = f"removed in {row['removed']:.1f} ms, added in {row['added']:.1f} ms, {row['worst']:.1f} ms at worst"
        print(f"  live: {live}; {row['missed']} of {row['changes']} changes missed by the next post")
    growth = figures["communes 35,000"]["together"] / figures["communes 1,000"]["together"]
    print(f"\n1,000 → 35,000 communes: {growth:.2f} times the cost of a post")
