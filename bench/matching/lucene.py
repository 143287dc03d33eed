"""Lucene's MemoryIndex with a pre-filter on the rarest required term, in a JVM. Needs Java and Debian's `liblucene8-java`.

It is two to four times faster than Lucene's own Monitor, on which the industry's percolators are built.
"""

import json
import shutil
import subprocess
from collections import Counter
from pathlib import Path

from parvis.text import query_tree as tree
from parvis.text.posts import Post
from parvis.text.query import parse

JARS = Path("/usr/share/java")
_PARTS = ("core", "memory", "analyzers-common", "queryparser", "queries")
_HERE = Path(__file__).parent / "java"


def missing() -> str:
    """Why the peer cannot run here; empty when it can."""
    if not shutil.which("java") or not shutil.which("javac"):
        return "no Java compiler"
    return "" if _jars() else f"no Lucene 8 in {JARS} (apt install liblucene8-java)"


def _jars() -> list[str]:
    found = [sorted(JARS.glob(f"lucene-{part}-8.*.jar")) for part in _PARTS]
    return [str(jars[-1]) for jars in found] if all(found) else []


def prepare(
    folder: Path, posts: list[Post], before: list[Post], counts: Counter[str], watches: dict[str, list[str]]
) -> None:
    """Compiles the peer and writes the work as it reads it."""
    sources = [str(path) for path in _HERE.glob("*.java")]
    subprocess.run(
        ["javac", "-nowarn", "-d", folder, "-cp", ":".join(_jars()), *sources], check=True, capture_output=True
    )
    with (folder / "posts.tsv").open("w", encoding="utf-8") as lines:
        for post in [*before, *posts]:
            text = " ".join(post.text.split())
            lines.write("\t".join([post.id, post.author, post.lang, post.source, "0", "", text]) + "\n")
    (folder / "df.json").write_text(json.dumps({"n": len(before), "df": counts}))
    for name, queries in watches.items():
        (folder / f"{name}.json").write_text(json.dumps([written(parse(query).root) for query in queries]))


def written(node: tree.Node) -> list[object]:
    """A query as the peer reads it."""
    match node:
        case tree.Word(_, (part,)):
            return ["x", part[:-1]] if part.endswith("*") else ["t", part]
        case tree.Phrase(_, parts):
            return ["p", parts]
        case tree.Field(name, value):
            return ["f", name, value]
        case tree.Not(item):
            return ["not", written(item)]
        case tree.And(items):
            return ["and", [*map(written, items)]]
        case tree.Or(items):
            return ["or", [*map(written, items)]]
        case tree.Near(left, right, distance, False):
            sides = right.items if isinstance(right, tree.Or) else (right,)
            return ["near", distance, left.parts, [side.parts[0] for side in sides]]
    raise TypeError(node)


def command(folder: Path, name: str, before: int, posts: int) -> list[str]:
    """The line that starts the peer on a set of watches."""
    classes = ":".join([str(folder), *_jars()])
    files = [str(folder / f"{name}.json"), str(folder / "posts.tsv"), str(folder / "df.json")]
    return [
        "java",
        "-Xmx3g",
        "-XX:+UseSerialGC",
        "-cp",
        classes,
        "MemIndexPeer",
        *files,
        str(before),
        str(posts),
        "raw",
    ]
