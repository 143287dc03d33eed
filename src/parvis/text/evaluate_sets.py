"""The sets of texts to evaluate on: our own test part, and public ones where a folder holds them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

from parvis.say import Say
from parvis.text import corpus, intent, jsonl, language, tone
from parvis.text.evaluate import Scores, Set

LANGUAGES = ("fr", "en", "de", "it", "es")


def tones(code: str) -> Callable[[Sequence[str]], Scores]:
    """What reads the tone of texts in one language."""
    return lambda texts: [each.scores for each in tone.read_many(texts, [code] * len(texts), force=True)]


def intents(texts: Sequence[str]) -> Scores:
    """Read intents."""
    return [each.scores for each in intent.read_many(texts)]


def languages(texts: Sequence[str]) -> Scores:
    """Read languages; what is not the one found shares the rest."""
    return [_spread(*each) for each in language.detect_many(texts)]


def _spread(code: str, confidence: float) -> Mapping[str, float]:
    others = [other for other in language.CODES if other != code]
    rest = dict.fromkeys(others, (1 - confidence) / len(others) if code else 0.0)
    return rest | {code or language.CODES[-1]: confidence}


def own() -> Iterator[Set]:
    """What ships with the project."""
    for code, name in (("fr", Say("français", "French")), ("en", Say("anglais", "English"))):
        messages = corpus.load(code, "test")
        texts = [each.text for each in messages]
        title = Say(f"Intention, messages en {name.fr} (corpus)", f"Intent, messages in {name.en} (corpus)")
        goal = "macro-F1 ≥ 0.80"
        yield Set(f"intent_{code}", title, goal, texts, [m.intent for m in messages], intent.LABELS, intents)
        title = Say(f"Ton, messages en {name.fr} (corpus)", f"Tone, messages in {name.en} (corpus)")
        yield Set(f"tone_{code}", title, "", texts, [m.tone for m in messages], tone.LABELS, tones(code))
    yield _short()


def _short() -> Set:
    lines = (files("parvis.text.corpus") / "language_test.tsv").read_text(encoding="utf-8").splitlines()
    gold, texts = zip(*(line.split("\t") for line in lines), strict=True)
    title = Say("Langue, messages très courts (corpus)", "Language, very short posts (corpus)")
    return Set("language_short", title, "accuracy ≥ 0.97", texts, gold, language.CODES, languages)


def public(folder: Path) -> Iterator[Set]:
    """The public sets in `folder`, laid out as docs/models.md says."""
    for code, name, goal in (
        ("fr", Say("français", "French"), "macro-F1 ≥ 0.70, calibration error < 0.05"),
        ("en", Say("anglais", "English"), "macro-F1 ≥ 0.62"),
    ):
        path = folder / "sentiment" / f"umsab_{code}_val.jsonl.gz"
        if path.exists():
            texts, gold = _columns(jsonl.rows(path), "text", "label")
            title = Say(f"Ton, publications en {name.fr} (UMSAB)", f"Tone, posts in {name.en} (UMSAB)")
            yield Set(f"umsab_{code}", title, goal, texts, gold, tone.LABELS, tones(code))
    yield from _posts(folder / "sentiment")
    yield from _questions(folder / "intent_crisis")


def _posts(folder: Path) -> Iterator[Set]:
    """The languages of UMSAB: no word of it is learnt for them, so that both halves are measured, and one alone."""
    held, learnt = (
        [row for code in LANGUAGES for row in _maybe(folder / f"umsab_{code}_{half}.jsonl.gz")]
        for half in ("val", "train")
    )
    if held:
        title = Say("Langue, publications (UMSAB, validation)", "Language, posts (UMSAB, validation)")
        yield _languages("umsab_language_val", title, "", held)
    if held and learnt:
        title = Say("Langue, publications (UMSAB)", "Language, posts (UMSAB)")
        yield _languages("umsab_language", title, "accuracy ≥ 0.984", held + learnt)


def _languages(key: str, title: Say, goal: str, rows: list[dict[str, Any]]) -> Set:
    return Set(key, title, goal, *_columns(rows, "text", "lang"), language.CODES, languages)


def _questions(folder: Path) -> Iterator[Set]:
    rows = _maybe(folder / "fqb_questions_train.jsonl.gz")
    if rows:
        texts, gold = _columns(rows, "text", "label")
        title = Say("Intention, questions (French QuestionBank)", "Intent, questions (French QuestionBank)")
        yield Set("questions_fr", title, "", texts, gold, intent.LABELS, intents)
    rows = [row for row in _maybe(folder / "rumoureval2017_traindev.jsonl.gz") if row["stance"] in ("query", "deny")]
    if rows:
        named = {"query": "question", "deny": "none"}
        texts, gold = [row["text"] for row in rows], [named[row["stance"]] for row in rows]
        title = Say(
            "Intention, demande de preuve ou démenti (RumourEval, anglais)",
            "Intent, query or denial of a rumour (RumourEval)",
        )
        yield Set("rumoureval_en", title, "", texts, gold, ("question", "none"), _question_or_not)


def _question_or_not(texts: Sequence[str]) -> Scores:
    return [{"question": each["question"], "none": 1 - each["question"]} for each in intents(texts)]


def _maybe(path: Path) -> list[dict[str, Any]]:
    return jsonl.rows(path) if path.exists() else []


def _columns(rows: list[dict[str, Any]], first: str, second: str) -> tuple[list[str], list[str]]:
    return [row[first] for row in rows], [row[second] for row in rows]
