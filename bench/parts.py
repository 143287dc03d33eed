"""Each part of the table as a function that gives its lines. What a part lacks it says by `lacking`."""

import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from bench.rows import Row, data, number, part_of_data

Lacking = tuple[str, str]  # what is not there, and how to get it
Line = Row | Lacking

NO_DATA = "name the folder of public data in PARVIS_BENCH_DATA (bench/README.md)"
PEERS = {
    "vaderSentiment_fr": "pip install vaderSentiment-fr",
    "datasketch": "pip install datasketch",
}


def matching() -> Iterator[Line]:
    from bench.matching import lucene
    from bench.matching.run import measure
    from bench.matching.workload import build

    absent = lucene.missing()
    if absent:
        yield "Lucene", f"{absent}; apt install default-jdk-headless liblucene8-java"
    work = build(data(), 10_000)
    with tempfile.TemporaryDirectory() as folder:
        figures = measure(Path(folder), work, 3, not absent)
    for name, row in figures.items():
        goal = None if name == "communes 1,000" else 6.5
        yield _matched("matching, batches", name, row, "together", goal)
        yield _matched("matching, one post alone", name, row, "alone", 1.0)
    small, large = figures["communes 1,000"], figures["communes 35,000"]
    growth = large["together"] / small["together"]
    yield Row("growth", "1,000 → 35,000 communes", "× 2 at most", f"× {growth:.2f}", growth <= 2)
    peer = f"Lucene {number(large['lucene mb'])} MB" if "lucene mb" in large else ""
    yield Row("memory", "communes 35,000", "400 MB", f"{number(large['mb'])} MB", large["mb"] <= 400, peer)
    peer = f"Lucene {large['lucene compile']:.1f} s" if "lucene compile" in large else ""
    yield Row("compile", "communes 35,000", "3 s", f"{large['compile']:.1f} s", large["compile"] <= 3, peer)
    usual, worst = max(large["added"], large["removed"]), large["worst"]
    here = f"{worst:.1f} ms at worst, usually {usual:.1f}"
    met = worst < 20 and not large["missed"]
    yield Row("add or remove a watch", f"communes 35,000, {large['changes']:,} changes", "20 ms", here, met)


def _matched(what: str, on: str, row: dict[str, Any], kind: str, goal: float | None) -> Row:
    here, ratio = f"{number(1e6 / row[kind])} posts/s", row.get(f"× {kind}")
    asked = f"{goal} × Lucene" if goal else ""
    if ratio is None:
        return Row(what, on, asked, here)
    same = "" if row["same"] else ", OTHER MATCHES"
    met = ratio >= goal and row["same"] if goal else None
    return Row(what, on, asked, here, met, f"{ratio:.1f} × Lucene ({number(1e6 / row['lucene'])}/s){same}")


def whole_path() -> Iterator[Line]:
    for rate in ("0.06", "0.18", "0.3"):
        command = [sys.executable, "-m", "bench.whole_path.run", "--json", "--rate", rate, "--posts", "60000"]
        command += ["--data", str(data())] if data() else []
        done = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
        on = f"{number(done['watches'])} watches, {done['mentions_per_post']} mentions a post"
        speed, asked = done["posts_per_second"], rate == "0.3"
        goal, met = ("20,000 posts/s at 0.3", speed >= 20_000) if asked else ("", None)
        most = ", ".join(f"{name} {share:.0f} %" for name, share in [*done["percent"].items()][:4])
        yield Row("whole path, one core", on, goal, f"{number(speed)} posts/s", met, most)


def evaluation() -> Iterator[Line]:
    """Tone, intent and language, as `parvis evaluate` measures them."""
    from parvis.text import evaluate, evaluate_sets

    folder = data()
    if not folder:
        yield "UMSAB, QuestionBank, RumourEval", NO_DATA
        yield _unmeasured("Tone, posts in French (UMSAB)", "macro-F1 ≥ 0.70, calibration error < 0.05")
        yield _unmeasured("Tone, posts in English (UMSAB)", "macro-F1 ≥ 0.62")
        yield _unmeasured("Language, posts (UMSAB)", "accuracy ≥ 0.984")
    today = datetime.now(UTC).date().isoformat()
    for each in [*evaluate_sets.own(), *(evaluate_sets.public(folder) if folder else ())]:
        found = evaluate.measure(each, today)
        by_accuracy = "accuracy" in each.goal or each.key.startswith("language")
        value = found.accuracy if by_accuracy else found.macro_f1
        met = _reached(each.goal, value, found.calibration_error)
        here = f"{value:.3f} (ECE {found.calibration_error:.3f}, by chance {found.calibration_chance:.3f})"
        yield Row(each.title.en, f"{found.texts} texts", each.goal, here, met, _py3langid(each))


def _reached(goal: str, value: float, error: float) -> bool | None:
    """Whether a goal such as `macro-F1 ≥ 0.70, calibration error < 0.05` is; None where there is none."""
    least, most = re.search(r"≥ ([\d.]+)", goal), re.search(r"error < ([\d.]+)", goal)
    if least is None:
        return None
    return round(value, 3) >= float(least[1]) and (most is None or round(error, 3) < float(most[1]))


def _py3langid(given: Any) -> str:
    """For sets of languages, the same texts read by py3langid alone."""
    if "language" not in given.key:
        return ""
    from parvis.text import language

    alone = language._identifier()
    right = sum(alone.classify(text)[0] == code for text, code in zip(given.texts, given.gold, strict=True))
    return f"py3langid alone {right / len(given.texts):.3f}"


def tone() -> Iterator[Line]:
    """Speed, size and loading of the models, and tone beside other packages."""
    from bench.tone import run

    folder = data()
    if not part_of_data("sentiment", "umsab_fr_val.jsonl.gz"):
        yield "UMSAB", NO_DATA
        yield _unmeasured("speed of tone", "5,000 posts/s")
        return
    for what, speed in run.speed(run.posts(folder, "fr")[0]).items():
        goal = "5,000 posts/s" if what == "tone" else ""
        yield Row(f"speed of {what}", "UMSAB French", goal, f"{number(speed)} posts/s", speed >= 5000 if goal else None)
    cold = run.cold()
    size = f"{cold['weights_mb']} MB, {cold['seconds']} s"
    met = cold["weights_mb"] < 15 and cold["seconds"] < 1
    yield Row("models", "size; load and first answer", "15 MB, 1 s", size, met)
    for code in ("fr", "en"):
        scores = dict(run.quality(folder, code))
        own = scores.pop("parvis")
        peers = ", ".join(f"{name} {value}" for name, value in scores.items())
        yield Row(f"tone, {code}, against others", "UMSAB validation", "", f"macro-F1 {own}", None, peers)
    yield from _absent("vaderSentiment_fr")


def copies() -> Iterator[Line]:
    from bench.copies import run

    folder = part_of_data("similarity")
    chains, peer = run.chains(), run.peer(folder)
    on = f"{chains['chains']} chains written for this, {chains['shares']} shares"
    here = f"{chains['right']:.3f}, {chains['wrong']} wrong"
    yield Row("share chains, first post found", on, "", here, None, peer.get("chains", ""))
    if folder:
        found = run.clusters(folder)
        met = found["precision"] >= 0.98 and found["recall"] >= 0.9
        here = f"{found['precision']:.3f} / {found['recall']:.3f}"
        yield Row(
            "copies, pair precision / recall",
            "CrisisLex silver clusters",
            "0.98 / 0.90",
            here,
            met,
            peer.get("clusters", ""),
        )
    else:
        yield "similarity/crisislex_neardup_silver.jsonl.gz", NO_DATA
        yield _unmeasured("copies, pair precision / recall", "0.98 / 0.90")
    fast = run.speed(folder, 200_000)
    on = f"{number(fast['posts_in_window'])} posts in seven days, {fast['memory_mb']} MB"
    speed = fast["posts_per_second"]
    yield Row("copies, speed", on, "20,000 posts/s", f"{number(speed)} posts/s", speed >= 20_000, peer.get("speed", ""))
    yield from _absent("datasketch")


def bursts() -> Iterator[Line]:
    from bench.bursts import run

    if folder := part_of_data("timeseries"):
        found = run.nab(folder / "nab_realTweets")
        on, published = "five NAB tweet volumes", "published, all NAB: best 74.9, Twitter 47.1"
        yield Row("bursts, NAB standard score", on, "above 70", str(found["score"]), found["score"] > 70, published)
        here = f"{found['outside_windows_per_week']} a week"
        yield Row("bursts outside NAB's windows", on, "", here)
        for name, each in run.events(folder).items():
            here = f"{each['found_in_a_day']} of {each['events']}, {each['median_minutes']} min"
            yield Row("dated events: found, median delay", name, "", here)
    else:
        yield "timeseries/ (NAB, CrisisLex)", NO_DATA
        yield _unmeasured("bursts, NAB standard score", "above 70")
    alarms = run.quiet()
    worst = max(alarms, key=lambda name: alarms[name])
    on = f"{len(alarms)} kinds of quiet watch; worst: {worst}"
    yield Row("false alarms a watch and week", on, "1 at most", str(alarms[worst]), alarms[worst] <= 1)


def feeds() -> Iterator[Line]:
    from bench.feeds import __main__ as run

    folder = part_of_data("feeds")
    if not folder:
        yield "feeds/ (feedparser's, gofeed's, feed-rs' and others' cases)", NO_DATA
        return
    for suite, (name, cases) in run.SUITES.items():
        files = run.files_of(folder, name)
        mine, theirs = dict(cases(files, run.parvis)), dict(cases(files, run.alone))
        peer = f"feedparser alone {run.share(theirs)}" if any(theirs.values()) else "not what feedparser does"
        yield Row(f"feeds, {suite}", f"{len(mine)} cases", "", run.share(mine), None, peer)


def _unmeasured(what: str, goal: str) -> Row:
    return Row(what, "", goal, "not measured: no public data")


def _absent(*names: str) -> Iterator[Lacking]:
    yield from ((name, PEERS[name]) for name in names if not find_spec(name))


PARTS: dict[str, Callable[[], Iterator[Line]]] = {
    "matching": matching,
    "whole_path": whole_path,
    "evaluation": evaluation,
    "tone": tone,
    "copies": copies,
    "bursts": bursts,
    "feeds": feeds,
}
