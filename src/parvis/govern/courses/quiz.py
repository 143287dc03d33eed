"""Questions are drawn and shuffled by a seed, kept with the attempt, and compared with what was given."""

import random
from collections.abc import Mapping, Sequence
from typing import Any

from parvis.govern.courses.material import Question

Drawn = dict[str, Any]
"""`id`, `kind`, `text`, `why`, `choices` as shown, `right`: positions among them (of an `order`, in that order)."""


def draw(pool: Sequence[Question], how_many: int, seed: int) -> list[Drawn]:
    """`how_many` questions of the pool (all, when it has fewer); the same seed gives the same."""
    chance = random.Random(seed)  # noqa: S311 a shuffle, not a secret
    return [_shuffled(each, chance) for each in chance.sample(list(pool), min(how_many, len(pool)))]


def _shuffled(question: Question, chance: random.Random) -> Drawn:
    answers = question.order or (*question.right, *question.wrong)
    shown = list(answers)
    chance.shuffle(shown)
    if question.order and shown == list(answers):
        shown.reverse()
    wanted = question.order or question.right
    return {
        "id": question.id,
        "kind": question.kind,
        "text": question.text,
        "why": question.why,
        "choices": shown,
        "right": [shown.index(each) for each in wanted],
    }


def is_right(drawn: Mapping[str, Any], given: Sequence[int]) -> bool:
    """Whether `given` (positions; of an `order`, in the order chosen) is the answer: all of it and nothing else."""
    if drawn["kind"] == "order":
        return list(given) == list(drawn["right"])
    return set(given) == set(drawn["right"])


def score(questions: Sequence[Drawn], answers: Mapping[str, Sequence[int]]) -> int:
    """How many of the questions were answered right."""
    return sum(is_right(each, answers.get(each["id"], [])) for each in questions)
