"""`parvis evaluate`: measure the models again, print the scores and write the page."""

import argparse
import os
import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from parvis import shell
from parvis.say import Say
from parvis.text import evaluate_page, evaluate_sets, recorded
from parvis.text.evaluate import measure
from parvis.text.evaluate_found import Class, Result


def main(argv: list[str]) -> int:
    """Measure, print, write."""
    options = _options(argv)
    today = datetime.now(UTC).date().isoformat()
    sets = [*evaluate_sets.own(), *(evaluate_sets.public(options.data) if options.data else ())]
    measured = [measure(each, today) for each in sets]
    known = {each.key for each in measured}
    results = measured + [each for each in recorded.results() if each.key not in known]
    language = shell.language()
    sys.stdout.write("\n\n".join(_text(each, language) for each in results) + "\n")
    if options.record:
        recorded.keep(results)
    return _page(options.page, results, language)


def _options(argv: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="parvis evaluate", description=__doc__)
    folder = os.environ.get("PARVIS_BENCH_DATA", "")
    page = Path(os.environ.get("PARVIS_DATA", ".")) / "evaluation.html"
    parser.add_argument("--data", type=Path, default=Path(folder) if folder else None, help="folder of public sets")
    parser.add_argument("--page", type=Path, default=page, help="where the page goes")
    parser.add_argument("--record", action="store_true", help="keep the figures as those to show without the sets")
    options = parser.parse_args(argv)
    if options.data and not options.data.is_dir():
        parser.error(f"{options.data} ≠ FOLDER")
    return options


def _text(result: Result, language: str) -> str:
    when = Say(f"mesuré le {result.measured}", f"measured on {result.measured}")
    if result.recorded:
        when = Say(f"chiffres enregistrés le {result.measured}", f"figures recorded on {result.measured}")
    number = Say(f"{result.texts} textes", f"{result.texts} texts")
    head = f"{result.title.to(language)} ({number.to(language)}, {when.to(language)})"
    error = f"ECE {result.calibration_error:.3f} (by chance {result.calibration_chance:.3f})"
    total = f"macro-F1 {result.macro_f1:.3f}  accuracy {result.accuracy:.3f}  {error}"
    goal = f"  [{result.goal}]" if result.goal else ""
    return "\n".join([head, f"  {total}{goal}", *_rows(result.classes), *_confusion(result)])


def _rows(classes: Iterable[Class]) -> list[str]:
    shown = [each for each in classes if each.support]
    return [f"  {c.label:18} P {c.precision:.3f}  R {c.recall:.3f}  F1 {c.f1:.3f}  n {c.support}" for c in shown]


def _confusion(result: Result) -> list[str]:
    if len(result.classes) > 3:
        return []
    return ["  " + " ".join(f"{cell:6}" for cell in row) for row in result.confusion]


def _page(path: Path, results: list[Result], language: str) -> int:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(evaluate_page.page(results), encoding="utf-8")
    except OSError as error:
        why = Say(f"La page n’a pas pu être écrite ({error}).", f"The page could not be written ({error}).")
        sys.stderr.write(why.to(language) + "\n")
        return 1
    sys.stderr.write(f"{path}\n")
    return 0
