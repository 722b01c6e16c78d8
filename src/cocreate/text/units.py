"""Texts as units: a Chinese, Japanese or Korean character, a word of any other script, or a sign.

All texts of a batch are cut at once, as arrays of code points, so that a hundred thousand texts take seconds.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from cocreate.text.scripts import SIMPLIFIED, TRADITIONAL

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Ints = NDArray[np.int64]
    Hashes = NDArray[np.uint64]

_PLANE = 0x10000
_BLANK, _LETTER, _SINGLE, _JOINER = 0, 1, 2, 3
_WITHOUT_SPACES = ((0x0E00, 0x0EFF), (0x1000, 0x109F), (0x1780, 0x17FF), (0x2E80, 0x9FFF), (0xA000, 0xA4CF),
                   (0xAC00, 0xD7AF), (0xF900, 0xFAFF), (0xFF66, 0xFF9F))  # fmt: skip
"""Thai and its neighbours, Han, kana, Hangul: scripts in which blanks do not part words."""
_APOSTROPHES = "'’"
_MARKUP = re.compile(
    r"https?://\S+|www\.\S+|<[^<>]{1,200}>|&[a-zA-Z]{2,8};|[\w.+-]{1,64}@[\w-]{1,64}\.[\w.]{1,64}"
)
_BASE = np.uint64(0x9E3779B97F4A7C15)
_MIX = np.uint64(0xD6E8FEB86659FD93)
_SHIFT = np.uint64(32)


@dataclass(frozen=True, eq=False, slots=True)
class Units:
    """The units of many texts, one after the other.

    Attributes:
        of: which text each unit belongs to.
        start: where each begins, in characters of its text.
        end: where each ends.
        hashes: a hash of what each says, in lower case, half width and simplified characters.
        codes: the folded code points of all texts.
        begins: where each text begins among them.
        texts: how many texts there are.
    """

    of: Ints
    start: Ints
    end: Ints
    hashes: Hashes
    codes: NDArray[np.uint32]
    begins: Ints
    texts: int


def units_of(texts: Sequence[str]) -> Units:
    """Cut texts into units."""
    texts = [bare(text) for text in texts]
    lengths = np.fromiter(map(len, texts), dtype=np.int64, count=len(texts))
    begins = np.concatenate([[0], np.cumsum(lengths + 1)])[:-1].astype(np.int64)
    joined = "\n".join(texts).encode("utf-32-le", "surrogatepass")
    codes = folded(np.frombuffer(joined, dtype="<u4"))
    starts, ends = _cuts(codes)
    of = np.searchsorted(begins, starts, side="right") - 1
    hashes = _span_hashes(codes, starts, ends)
    inside = begins[of] if len(of) else of
    return Units(of, starts - inside, ends - inside, hashes, codes, begins, len(texts))


def bare(text: str) -> str:
    """Blank out addresses and tags, so that places stay what they are."""
    if "/" not in text and "<" not in text and "&" not in text and "@" not in text and "www" not in text:
        return text
    return _MARKUP.sub(lambda found: " " * len(found.group()), text)


def fold(text: str) -> str:
    """Fold a text as units are: lower case, half width, simplified, character by character."""
    codes = folded(np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4"))
    return codes.astype("<u4").tobytes().decode("utf-32-le", "surrogatepass")


def folded(codes: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """Fold code points one by one, so that places stay what they are."""
    folded: NDArray[np.uint32] = np.where(codes < _PLANE, _folds()[np.minimum(codes, _PLANE - 1)], codes)
    return folded


def mixed(hashes: Hashes) -> Hashes:
    """Spread hashes evenly over 64 bits."""
    mixed = (hashes ^ (hashes >> _SHIFT)) * _MIX
    mixed = (mixed ^ (mixed >> _SHIFT)) * _MIX
    return mixed ^ (mixed >> _SHIFT)


def rolling(codes: NDArray[np.uint32]) -> tuple[Hashes, Hashes]:
    """Hash every prefix of the code points, and give the powers with which spans are taken out of them."""
    powers = np.cumprod(np.full(len(codes) + 1, _BASE, dtype=np.uint64), dtype=np.uint64) * _inverse(_BASE)
    terms = (codes.astype(np.uint64) + np.uint64(1)) * powers[:-1]
    return np.concatenate([np.zeros(1, dtype=np.uint64), np.cumsum(terms)]), _inverse_powers(len(codes) + 1)


def _span_hashes(codes: NDArray[np.uint32], starts: Ints, ends: Ints) -> Hashes:
    prefix, inverse = rolling(codes)
    return mixed((prefix[ends] - prefix[starts]) * inverse[starts])


def span_hashes(prefix: Hashes, inverse: Hashes, starts: Ints, ends: Ints) -> Hashes:
    """Hash spans of code points, wherever they stand."""
    return mixed((prefix[ends] - prefix[starts]) * inverse[starts])


def _inverse(odd: np.uint64) -> np.uint64:
    """Give the inverse of an odd number modulo 2 to the 64."""
    return np.uint64(pow(int(odd), -1, 1 << 64))


def _inverse_powers(length: int) -> Hashes:
    step = _inverse(_BASE)
    return np.cumprod(np.full(length, step, dtype=np.uint64), dtype=np.uint64) * _BASE


def _cuts(codes: NDArray[np.uint32]) -> tuple[Ints, Ints]:
    """Find where units begin and end: runs of letters, and each other sign by itself."""
    if not len(codes):
        nothing = np.zeros(0, dtype=np.int64)
        return nothing, nothing
    kinds = np.where(codes < _PLANE, _kinds()[np.minimum(codes, _PLANE - 1)], _SINGLE)
    letter = kinds == _LETTER
    between = np.zeros_like(letter)
    between[1:-1] = letter[:-2] & letter[2:]
    letter = letter | ((kinds == _JOINER) & between)
    before = np.concatenate([[False], letter[:-1]])
    begins = (letter & ~before) | (~letter & (kinds != _BLANK))
    starts = np.flatnonzero(begins)
    after = np.concatenate([letter[1:], [False]])
    ends = np.flatnonzero((letter & ~after) | (~letter & (kinds != _BLANK))) + 1
    return starts.astype(np.int64), ends.astype(np.int64)


@cache
def _folds() -> NDArray[np.uint32]:
    """Make the table of foldings of the basic plane."""
    table = np.arange(_PLANE, dtype=np.uint32)
    for code in range(_PLANE):
        character = chr(code)
        plain = unicodedata.normalize("NFKC", character) if 0xFF00 <= code <= 0xFFEF else character  # noqa: PLR2004 - the block of half and full widths
        plain = plain.lower()
        if len(plain) == 1 and plain != character:
            table[code] = ord(plain)
    table[0x3000] = 0x20
    table[0x2019] = 0x27
    for traditional, simplified in zip(TRADITIONAL, SIMPLIFIED, strict=True):
        table[ord(traditional)] = ord(simplified)
    return table


@cache
def _kinds() -> NDArray[np.uint8]:
    """Make the table of what each character of the basic plane is to its word."""
    table = np.full(_PLANE, _SINGLE, dtype=np.uint8)
    for code in range(_PLANE):
        category = unicodedata.category(chr(code))
        if category[0] in "LNM":
            table[code] = _LETTER
        elif category[0] in "ZC":
            table[code] = _BLANK
    for first, last in _WITHOUT_SPACES:
        part = table[first : last + 1]
        part[part == _LETTER] = _SINGLE
    for apostrophe in _APOSTROPHES:
        table[ord(apostrophe)] = _JOINER
    return table


def runs(of: Ints) -> list[tuple[int, int]]:
    """Give first and last place of each run of equal numbers."""
    edges = [0, *(np.flatnonzero(np.diff(of)) + 1).tolist(), len(of)]
    return list(pairwise(edges)) if len(of) else []
