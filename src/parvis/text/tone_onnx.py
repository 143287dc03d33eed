"""A larger model of tone from a local folder, behind the same function as the one that ships.

The folder holds `model.onnx` (inputs `input_ids` and `attention_mask`, output logits), `tokenizer.json` and
`labels.json`, the order of the logits. Nothing is ever downloaded.
"""

import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from parvis.say import Say
from parvis.text.features import Floats, clean
from parvis.text.linear import softmax

LONGEST = 256  # tokens
BLOCK = 32
FILES = ("model.onnx", "tokenizer.json", "labels.json")


class ModelError(RuntimeError):
    """The larger model cannot be used; `say` tells why and what to do."""

    def __init__(self, say: Say) -> None:
        super().__init__(f"{say.fr} / {say.en}")
        self.say = say


class LargeModel:
    """An encoder with a classifier of three tones."""

    def __init__(self, folder: Path, labels: Sequence[str]) -> None:
        runtime, tokenizers = _packages()
        _check(folder)
        try:
            self._session = runtime.InferenceSession(str(folder / "model.onnx"), providers=["CPUExecutionProvider"])
            self._tokenizer = tokenizers.Tokenizer.from_file(str(folder / "tokenizer.json"))
        except Exception as error:  # either package raises what it likes on a file it cannot read
            raise ModelError(
                Say(
                    f"Le modèle de {folder} est illisible ({error}).",
                    f"The model in {folder} cannot be read ({error}).",
                )
            ) from error
        self._tokenizer.enable_truncation(LONGEST)
        self._tokenizer.enable_padding()
        own = json.loads((folder / "labels.json").read_text(encoding="utf-8"))
        if sorted(own) != sorted(labels):
            raise ModelError(
                Say(
                    f"{folder}/labels.json doit contenir {', '.join(labels)}.",
                    f"{folder}/labels.json must hold {', '.join(labels)}.",
                )
            )
        self._order = [own.index(label) for label in labels]

    def scores(self, texts: Sequence[str]) -> Floats:
        """Probability of every label (columns, in the order asked for) for every text (rows)."""
        blocks = [self._block(texts[i : i + BLOCK]) for i in range(0, len(texts), BLOCK)]
        return np.vstack([np.zeros((0, len(self._order)), np.float32), *blocks])

    def _block(self, texts: Sequence[str]) -> Floats:
        read = self._tokenizer.encode_batch([clean(text).encode("utf-8", "replace").decode() for text in texts])
        given = {
            "input_ids": np.array([each.ids for each in read], dtype=np.int64),
            "attention_mask": np.array([each.attention_mask for each in read], dtype=np.int64),
        }
        wanted = {each.name for each in self._session.get_inputs()}
        logits = self._session.run(None, {name: value for name, value in given.items() if name in wanted})[0]
        return softmax(np.asarray(logits, dtype=np.float32))[:, self._order]


def _packages() -> tuple[Any, Any]:
    try:
        import onnxruntime
        import tokenizers  # type: ignore[import-not-found]
    except ImportError as error:
        raise ModelError(
            Say(
                f"Le modèle désigné par PARVIS_TONE_MODEL demande le paquet {error.name}. Installez onnxruntime et "
                "tokenizers, ou retirez ce réglage : le modèle fourni reprendra.",
                f"The model named by PARVIS_TONE_MODEL needs the package {error.name}. Install onnxruntime and "
                "tokenizers, or remove the setting: the model that ships will take over.",
            )
        ) from error
    return onnxruntime, tokenizers


def _check(folder: Path) -> None:
    missing = [name for name in FILES if not (folder / name).is_file()]
    if missing:
        raise ModelError(
            Say(
                f"Le dossier {folder} (PARVIS_TONE_MODEL) ne contient pas {', '.join(missing)}.",
                f"The folder {folder} (PARVIS_TONE_MODEL) has no {', '.join(missing)}.",
            )
        )


@cache
def from_folder(folder: str, labels: tuple[str, ...]) -> LargeModel:
    """The model in `folder`, kept once read."""
    return LargeModel(Path(folder), labels)
