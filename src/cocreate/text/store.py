r"""Models as plain files: a line that names the format, a line of JSON, and arrays; no code inside.

The first line is `cocreate-text 1`. The second is a JSON object: `kind` of model, `facts` about it, the `arrays`
(name, type, shape) in order, and `sha256` of what follows: the little-endian bytes of the arrays one after the other,
deflated by zlib.
"""

from __future__ import annotations

import hashlib
import json
import math
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from cocreate.errors import ModelFileError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

_MAGIC = b"cocreate-text 1\n"
_TYPES = frozenset({"<f4", "<f8", "<i4", "<u4", "|i1", "<f2"})
_LARGEST_BYTES = 1 << 31


@dataclass(frozen=True, eq=False, slots=True)
class Stored:
    """What a file of a model holds.

    Attributes:
        kind: what kind of model it is.
        facts: what is known about it, as JSON can say it.
        arrays: its numbers, by name.
    """

    kind: str
    facts: Mapping[str, Any]
    arrays: Mapping[str, NDArray[Any]]


def packed(model: Stored) -> bytes:
    """Write a model as bytes; the same model gives the same bytes."""
    arrays = {name: np.ascontiguousarray(values) for name, values in model.arrays.items()}
    raw = b"".join(values.tobytes() for values in arrays.values())
    body = zlib.compress(raw, 9)
    header = {
        "kind": model.kind,
        "facts": model.facts,
        "arrays": [[name, values.dtype.str, list(values.shape)] for name, values in arrays.items()],
        "sha256": hashlib.sha256(body).hexdigest(),
    }
    line = json.dumps(header, ensure_ascii=False, sort_keys=True, allow_nan=False)
    return _MAGIC + line.encode() + b"\n" + body


def unpacked(data: bytes, *, kind: str, name: str) -> Stored:
    """Read a model from bytes.

    Args:
        data: the bytes.
        kind: the kind wanted.
        name: where they come from, for the message.

    Raises:
        ModelFileError: if they are no such model, of another version or kind, or damaged.
    """
    if not data.startswith(_MAGIC):
        hint = "of a newer version" if data.startswith(b"cocreate-text ") else "no model of Cocreate"
        raise ModelFileError(f"{name} is {hint}; give a file written by save() of this version")
    line, _, body = data[len(_MAGIC) :].partition(b"\n")
    try:
        header = json.loads(line)
        found, layout, digest = header["kind"], header["arrays"], header["sha256"]
    except (ValueError, KeyError, TypeError) as error:
        raise ModelFileError(f"{name} is damaged: its header cannot be read; save the model again") from error
    if hashlib.sha256(body).hexdigest() != digest:
        raise ModelFileError(f"{name} is damaged: its checksum does not fit; save the model again")
    if found != kind:
        raise ModelFileError(f"{name} holds a model of {found}, wanted one of {kind}")
    try:
        arrays = _arrays(layout, body)
    except (ValueError, TypeError, zlib.error) as error:
        raise ModelFileError(f"{name} is damaged: {error}; save the model again") from error
    return Stored(found, header.get("facts", {}), arrays)


def _arrays(layout: Any, body: bytes) -> dict[str, NDArray[Any]]:
    raw = zlib.decompressobj().decompress(body, _LARGEST_BYTES)
    arrays, at = {}, 0
    for name, kind, shape in layout:
        if kind not in _TYPES or any(not isinstance(size, int) or size < 0 for size in shape):
            raise ValueError(f"array {name!r} has no known type")
        dtype = np.dtype(kind)
        count = math.prod(shape)
        arrays[str(name)] = np.frombuffer(raw, dtype, count, at).reshape(shape)
        at += count * dtype.itemsize
    if at != len(raw):
        raise ValueError(f"{len(raw)} bytes of numbers, {at} wanted")
    return arrays
