"""Measures language, tone and intent: `python bench/tone/run.py [--data DIR] [--json]`.

1. Speed, in posts a second of one core (CPU time), on UMSAB's French validation posts, each read once a round.
2. Cold start: time to import, load and read one post; size of the shipped weights; peak memory.
3. Tone against what else is installed, on the same posts: the majority, AFINN's sum, and the sentiment packages found.
"""

import argparse
import gzip
import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from pathlib import Path

from parvis.text import intent, language, tone

DATA = Path(__file__).parents[3] / "shared" / "data"
ROUNDS = 5
COLD = (
    "import time; a = time.perf_counter(); from parvis.text import tone, intent; tone.read('Bonjour'); "
    "intent.read('Bonjour'); print(time.perf_counter() - a)"
)
PEERS = ("vaderSentiment_fr", "textblob_fr", "onnxruntime")


def posts(folder: Path, code: str) -> tuple[list[str], list[str]]:
    with gzip.open(folder / "sentiment" / f"umsab_{code}_val.jsonl.gz", "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    return [row["text"] for row in rows], [row["label"] for row in rows]


def rate(read: Callable[[list[str]], object], texts: list[str]) -> int:
    read(texts)
    began = time.process_time()
    for turn in range(ROUNDS):
        read([f"{text} {turn}" for text in texts])
    return round(len(texts) * ROUNDS / (time.process_time() - began))


def speed(texts: list[str]) -> dict[str, int]:
    def everything(given: list[str]) -> None:
        codes = [each.code for each in language.detect_many(given)]
        tone.read_many(given, codes)
        intent.read_many(given, codes)

    return {
        "language": rate(language.detect_many, texts),
        "tone": rate(tone.read_many, texts),
        "intent": rate(intent.read_many, texts),
        "all three": rate(everything, texts),
    }


def cold() -> dict[str, object]:
    done = subprocess.run([sys.executable, "-c", COLD], capture_output=True, text=True, check=True)
    models = Path(tone.__file__).parent / "models"
    size = sum(each.stat().st_size for each in models.iterdir())
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    return {"seconds": round(float(done.stdout), 3), "weights_mb": round(size / 1e6, 2), "peak_mb": round(peak)}


def macro_f1(gold: Sequence[str], found: Sequence[str]) -> float:
    scores = []
    for label in tone.LABELS:
        hits = sum(a == b == label for a, b in zip(gold, found, strict=True))
        scores.append(2 * hits / max(1, gold.count(label) + found.count(label)))
    return round(100 * sum(scores) / len(scores), 1)


def quality(folder: Path, code: str) -> dict[str, float]:
    texts, gold = posts(folder, code)
    words = dict(_afinn(folder / "lexicons" / f"afinn_{code}.tsv"))
    sums = [sum(words.get(word.strip(".,!?;:«»\"'()#").lower(), 0) for word in text.split()) for text in texts]
    signs = ["positive" if each > 0 else "negative" if each < 0 else "neutral" for each in sums]
    own = [each.label for each in tone.read_many(texts, [code] * len(texts), force=True)]
    return {
        "parvis": macro_f1(gold, own),
        "AFINN's sum": macro_f1(gold, signs),
        "majority": macro_f1(gold, ["neutral"] * len(gold)),
    }


def _afinn(path: Path) -> list[tuple[str, int]]:
    cells = (line.split("\t") for line in path.read_text(encoding="utf-8").splitlines())
    return [(word, int(score)) for word, score in cells]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    result = {
        "posts a second": speed(posts(options.data, "fr")[0]),
        "cold start": cold(),
        "tone, macro-F1": {code: quality(options.data, code) for code in ("fr", "en")},
        "not installed": [name for name in PEERS if not find_spec(name)],
    }
    print(json.dumps(result, ensure_ascii=False, indent=None if options.json else 2))


if __name__ == "__main__":
    main()
