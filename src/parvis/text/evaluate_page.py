"""The evaluation as one self-contained page, in French then in English."""

from collections.abc import Iterable, Sequence
from html import escape

from parvis.say import Say
from parvis.text.evaluate_found import Bin, Class, Error, Result

_STYLE = """
body{font:1rem/1.5 system-ui,sans-serif;max-width:60rem;margin:auto;padding:1rem;color:#1b1b1f;background:#fff}
.wide{overflow-x:auto;margin:1rem 0}table{border-collapse:collapse}caption{text-align:start;font-weight:600}
th,td{border:1px solid #8a8a94;padding:.25rem .6rem;text-align:end}th[scope=row],th:first-child{text-align:start}
.hit{background:#dbe7ff}a{color:#0b4a8f}svg{max-width:100%;height:auto}.goal{font-weight:600}
@media(prefers-color-scheme:dark){body{background:#17171b;color:#eee}a{color:#9cc4ff}.hit{background:#24406e}}
"""
_WORDS = {
    "title": Say("Qualité de la lecture automatique", "How well texts are read"),
    "intro": Say(
        "Ces chiffres sont ceux de modèles. Ils se trompent : le ton et l’intention affichés dans Parvis sont des "
        "indications, jamais des faits. Les publications d’UMSAB portent sur l’écologie ; une étiquette sur cinq "
        "environ s’y discute. Entre parenthèses, l’erreur de confiance qu’un modèle parfaitement honnête montrerait "
        "une fois sur vingt sur si peu de textes.",
        "These are the figures of models. They make mistakes: the tone and intent shown in Parvis are hints, never "
        "facts. The UMSAB posts are about ecology and about one label in five is arguable. In brackets, the "
        "calibration error that a perfectly honest model would show one time in twenty on so few texts.",
    ),
    "summary": Say("Résumé", "Summary"),
    "task": Say("Tâche", "Task"),
    "texts": Say("Textes", "Texts"),
    "accuracy": Say("Réponses justes", "Right answers"),
    "macro": Say("F1 moyen", "Macro F1"),
    "error": Say("Erreur de confiance", "Calibration error"),
    "goal": Say("But", "Goal"),
    "when": Say("Mesure", "Measured"),
    "recorded": Say("chiffre enregistré", "recorded figure"),
    "now": Say("mesuré", "measured"),
    "class": Say("Étiquette", "Label"),
    "precision": Say("Précision", "Precision"),
    "recall": Say("Rappel", "Recall"),
    "classes": Say("Par étiquette", "Per label"),
    "confusion": Say(
        "Confusions : en ligne l’étiquette donnée, en colonne la réponse",
        "Confusion: rows are labels given, columns answers",
    ),
    "calibration": Say("Confiance annoncée et part de réponses justes", "Stated confidence and share of right answers"),
    "confidence": Say("Confiance", "Confidence"),
    "right": Say("Justes", "Right"),
    "errors": Say("Erreurs les plus sûres d’elles", "The most confident mistakes"),
    "text": Say("Texte", "Text"),
    "given": Say("Étiquette donnée", "Label given"),
    "found": Say("Réponse", "Answer"),
}
_LABELS = {
    "negative": Say("négatif", "negative"),
    "neutral": Say("neutre", "neutral"),
    "positive": Say("positif", "positive"),
    "question": Say("question", "question"),
    "request": Say("demande", "request"),
    "complaint": Say("plainte", "complaint"),
    "thanks": Say("remerciement", "thanks"),
    "praise": Say("éloge", "praise"),
    "suggestion": Say("suggestion", "suggestion"),
    "false_information": Say("fausse information", "false information"),
    "emergency": Say("urgence", "emergency"),
    "none": Say("aucune", "none"),
}


def page(results: Sequence[Result]) -> str:
    """The whole page."""
    french, english = (_article(results, code) for code in ("fr", "en"))
    return (
        f'<!doctype html><html lang="fr"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width,initial-scale=1"><title>Parvis · '
        f"{_say('title', 'fr')}</title><style>{_STYLE}</style></head><body>"
        f'<nav aria-label="Langue / Language"><a href="#fr">Français</a> · <a href="#en" lang="en">English</a></nav>'
        f"<main>{french}{english}</main></body></html>\n"
    )


def _say(key: str, code: str) -> str:
    return escape(_WORDS[key].to(code))


def _label(label: str, code: str) -> str:
    return escape(_LABELS[label].to(code) if label in _LABELS else label)


def _article(results: Sequence[Result], code: str) -> str:
    parts = "".join(_section(each, code) for each in results)
    return (
        f'<article id="{code}" lang="{code}"><h1>{_say("title", code)}</h1><p>{_say("intro", code)}</p>'
        f"<h2>{_say('summary', code)}</h2>{_summary(results, code)}{parts}</article>"
    )


def _table(caption: str, heads: Iterable[str], rows: Iterable[Sequence[str]], marks: Sequence[int] = ()) -> str:
    """`marks[i]`: the column to mark in row i. The first cell of a row is its heading."""
    head = "".join(f'<th scope="col">{each}</th>' for each in heads)
    body = "".join(_row(cells, marks[i] if marks else -1) for i, cells in enumerate(rows))
    table = f"<table><caption>{caption}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    return f'<div class="wide" role="group" tabindex="0" aria-label="{caption}">{table}</div>'


def _row(cells: Sequence[str], mark: int) -> str:
    rest = "".join(f"<td{' class=hit' if i == mark else ''}>{cell}</td>" for i, cell in enumerate(cells[1:]))
    return f'<tr><th scope="row">{cells[0]}</th>{rest}</tr>'


def _number(value: float, code: str) -> str:
    return f"{value:.3f}".replace(".", "," if code == "fr" else ".")


def _summary(results: Sequence[Result], code: str) -> str:
    keys = ("task", "texts", "macro", "accuracy", "error", "goal", "when")
    rows = []
    for each in results:
        link = f'<a href="#{code}-{each.key}">{escape(each.title.to(code))}</a>'
        figures = [_number(value, code) for value in (each.macro_f1, each.accuracy)]
        figures.append(f"{_number(each.calibration_error, code)} ({_number(each.calibration_chance, code)})")
        when = f"{_say('recorded' if each.recorded else 'now', code)}, {each.measured}"
        rows.append([link, str(each.texts), *figures, escape(_goal(each.goal, code)), when])
    return _table(_say("summary", code), [_say(key, code) for key in keys], rows)


def _goal(goal: str, code: str) -> str:
    if code == "fr":
        return (
            goal.replace("macro-F1", "F1 moyen")
            .replace("accuracy", "justes")
            .replace("calibration error", "erreur de confiance")
            .replace(".", ",")
        )
    return goal


def _section(result: Result, code: str) -> str:
    bins = _calibration(result.bins, code) + _picture(result.bins, code) if result.bins else ""
    return (
        f'<section><h2 id="{code}-{result.key}">{escape(result.title.to(code))}</h2>{_classes(result.classes, code)}'
        f"{_confusion(result, code)}{bins}{_errors(result.errors, code)}</section>"
    )


def _classes(classes: Sequence[Class], code: str) -> str:
    heads = [*(_say(key, code) for key in ("class", "precision", "recall")), "F1", _say("texts", code)]
    shown = [each for each in classes if each.support]
    rows = [
        [_label(c.label, code), *(_number(v, code) for v in (c.precision, c.recall, c.f1)), str(c.support)]
        for c in shown
    ]
    return _table(_say("classes", code), heads, rows)


def _confusion(result: Result, code: str) -> str:
    seen = [k for k, row in enumerate(result.confusion) if sum(row) or any(other[k] for other in result.confusion)]
    names = [_label(result.classes[k].label, code) for k in seen]
    rows = [[name, *(str(result.confusion[k][j]) for j in seen)] for name, k in zip(names, seen, strict=True)]
    return _table(_say("confusion", code), [_say("class", code), *names], rows, range(len(seen)))


def _calibration(bins: Sequence[Bin], code: str) -> str:
    heads = [_say(key, code) for key in ("confidence", "right", "texts")]
    rows = [[_number(b.confidence, code), _number(b.accuracy, code), str(b.number)] for b in bins]
    return _table(_say("calibration", code), heads, rows)


def _picture(bins: Sequence[Bin], code: str) -> str:
    """Points on the diagonal are honest; the table above says the same."""
    dots = "".join(
        f'<circle cx="{20 + 160 * b.confidence:.1f}" cy="{180 - 160 * b.accuracy:.1f}" r="4" fill="#0b4a8f"/>'
        for b in bins
    )
    return (
        f'<svg role="img" aria-label="{_say("calibration", code)}" viewBox="0 0 200 200" width="200" height="200">'
        f'<rect x="20" y="20" width="160" height="160" fill="#fff" stroke="#8a8a94"/>'
        f'<path d="M20 180 180 20" stroke="#8a8a94" stroke-dasharray="4"/>{dots}</svg>'
    )


def _errors(errors: Sequence[Error], code: str) -> str:
    if not errors:
        return ""
    heads = [_say(key, code) for key in ("text", "given", "found", "confidence")]
    rows = [
        [escape(_safe(e.text[:280])), _label(e.gold, code), _label(e.found, code), _number(e.confidence, code)]
        for e in errors
    ]
    return _table(_say("errors", code), heads, rows)


def _safe(text: str) -> str:
    return text.encode("utf-8", "replace").decode()
