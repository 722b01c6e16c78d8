import json
import sys
from pathlib import Path

import numpy as np
import pytest

import cocreate.text
from cocreate.errors import ModelFileError
from cocreate.text.store import Stored, packed, unpacked

DATA = Path(cocreate.text.__file__).parent / "data"
PERMISSIVE = {"MIT", "Apache-2.0", "CC0-1.0", "CC-BY-4.0"}
MODELS = sorted(DATA.glob("*.model"))
MODEL = Stored(
    "test", {"words": "字"}, {"a": np.arange(6, dtype="<f4").reshape(2, 3), "b": np.zeros(0, dtype="<u4")}
)


def header_of(path):
    return json.loads(path.read_bytes().split(b"\n")[1])


def test_what_is_written_is_read():
    again = unpacked(packed(MODEL), kind="test", name="it")
    assert again.facts == MODEL.facts
    assert all(np.array_equal(again.arrays[name], MODEL.arrays[name]) for name in MODEL.arrays)
    assert packed(again) == packed(MODEL)


def test_objects_are_never_read():
    data = packed(MODEL).replace(b'"<f4"', b'"|O8"', 1)
    with pytest.raises(ModelFileError, match="no known type"):
        unpacked(data, kind="test", name="it")


def test_what_comes_along_is_small_and_free():
    assert {path.stem for path in MODELS} >= {"sentiment", "emotion", "aspects"}
    assert sum(path.stat().st_size for path in DATA.iterdir()) < 20_000_000
    for path in MODELS:
        sources = header_of(path)["facts"]["sources"]
        assert sources
        assert {source["licence"] for source in sources} <= PERMISSIVE
        assert not [source for source in sources if "zh/" in source["file"]]


def test_training_again_gives_the_same(real, tmp_path, request, monkeypatch):
    """The smallest model, from the same data: the same bytes."""
    data = real("aspects/zh_camera.train.txt.gz").parents[1]
    monkeypatch.setattr(sys, "argv", ["train_text.py"])
    sys.path.insert(0, str(request.config.rootpath / "tools"))
    try:
        import train_text
    finally:
        sys.path.pop(0)
    model = packed(train_text.aspect(train_text.Data(data)))
    shipped = DATA / "aspects.model"
    assert header_of(shipped)["facts"] == json.loads(model.split(b"\n")[1])["facts"]
    ours, theirs = (
        unpacked(found, kind="general aspects", name="it").arrays for found in (model, shipped.read_bytes())
    )
    assert np.array_equal(ours["gaps"], theirs["gaps"])
    assert np.abs(ours["weights"].astype(int) - theirs["weights"]).max() <= 1
