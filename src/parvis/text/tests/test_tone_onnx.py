"""The larger model of tone: refusals that say what is missing, and reading with one where its packages are there."""

import builtins
import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from parvis.text import tone, tone_onnx


class Session:
    """Stands in for onnxruntime: the logits are the two first token ids of a text, and 2."""

    def __init__(self, path: str, providers: list[str]) -> None:
        assert Path(path).name == "model.onnx"

    def get_inputs(self) -> list[Any]:
        return [type("Input", (), {"name": name})() for name in ("input_ids", "attention_mask")]

    def run(self, _: None, given: dict[str, Any]) -> list[Any]:
        ids = given["input_ids"]
        assert ids.shape == given["attention_mask"].shape
        return [np.column_stack([ids[:, 0], ids[:, 1], np.full(len(ids), 2)])]


class Tokenizer:
    """Stands in for tokenizers: counts good and bad words."""

    @classmethod
    def from_file(cls, path: str) -> "Tokenizer":
        assert Path(path).name == "tokenizer.json"
        return cls()

    def enable_truncation(self, most: int) -> None:
        assert most == tone_onnx.LONGEST

    def enable_padding(self) -> None:
        pass

    def encode_batch(self, texts: list[str]) -> list[Any]:
        ids = [[9 * text.count("bien"), 9 * text.count("mal")] for text in texts]
        return [type("Encoding", (), {"ids": each, "attention_mask": [1, 1]})() for each in ids]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PARVIS_TONE_MODEL", str(tmp_path))
    monkeypatch.setitem(sys.modules, "onnxruntime", type("R", (), {"InferenceSession": Session}))
    monkeypatch.setitem(sys.modules, "tokenizers", type("T", (), {"Tokenizer": Tokenizer}))
    for name in ("model.onnx", "tokenizer.json"):
        (tmp_path / name).write_text("")
    (tmp_path / "labels.json").write_text(json.dumps(["positive", "negative", "neutral"]))
    return tmp_path


def test_it_answers_in_the_order_of_its_labels(folder: Path) -> None:
    answers = tone.read_many(["c'est bien", "c'est mal", "rien"] * 15)
    assert [each.label for each in answers[:3]] == ["positive", "negative", "neutral"]
    assert len(answers) == 45
    assert sum(answers[0].scores.values()) == pytest.approx(1, abs=1e-4)


def test_a_missing_file_is_named(folder: Path) -> None:
    (folder / "tokenizer.json").unlink()
    with pytest.raises(tone_onnx.ModelError, match=r"tokenizer\.json") as refused:
        tone.read("bonjour")
    assert "model.onnx" not in refused.value.say.fr


def test_foreign_labels_are_refused(folder: Path) -> None:
    (folder / "labels.json").write_text('["joy", "anger"]')
    with pytest.raises(tone_onnx.ModelError, match="negative, neutral, positive"):
        tone.read("bonjour")


def test_a_missing_package_is_named(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(name: str, *more: Any, **named: Any) -> Any:
        if name == "onnxruntime":
            raise ImportError(name=name)
        return real(name, *more, **named)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(tone_onnx.ModelError, match="onnxruntime"):
        tone.read("bonjour")
