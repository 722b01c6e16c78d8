"""Which encoding a text file is in, and the same text as UTF-8.

The whole file is decoded strictly, not a sample: one Chinese answer in row 900,000 is enough to be wrong.
"""

import codecs
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from cocreate_files.errors import UnreadableFile
from cocreate_files.notes import Note

__all__ = ["PlainText", "detect_encoding", "to_utf8"]

CHUNK_BYTES = 1 << 20
SAMPLE_BYTES = 1 << 18
MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
NAMES = {
    "utf-8": "UTF-8",
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16",
    "gb18030": "GB18030",
}
COMMON_HAN = frozenset(
    "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后"
    "作里用道行所然家种事成方多经么去法学如都同现当没动面起看定天分还进好小部其些主样理心她本前开但因"
    "只从想实日军者意无力它与长把机十民第公此已工使情明性知全三又关点正业外将两高间由问很最重并物手应"
    "战向头文体政美相见被利什二等产或新己制身果加西斯月话合回特代内信表化老给世位次度门任常先海通教儿"
    "原东声提立及比员解水名真论处走义各入几口认条平系气题活尔更别打女变四神总何电数安少报才结反受目太"
    "量再感建务做接必场件计管期市直德资命山金指克许统区保至队形社便空决治展马科司五基眼书非则听白却界"
    "达光放强即像难且权思王象完设式色路记南品住告类求据程北边死张该交规万取拉格望觉术领共确传师观清今"
    "切院让识候带导争运店房客服味餐送快慢酒菜满买货差贵净欢推荐谢退款议课堂址"
)
FEWEST_NULS = 4
NUL_SHARE_UTF16 = 0.02
ONE_SIDED_SHARE = 0.9
LIKELY_TEXT_SHARE = 0.35


@dataclass(frozen=True, slots=True)
class PlainText:
    """A UTF-8 file with the line ends of Unix or Windows and without NULs, and the encoding it had."""

    path: Path
    encoding: str
    notes: tuple[Note, ...]


def to_utf8(path: Path, *, encoding: str | None, scratch: Path) -> PlainText:
    """The file as UTF-8: itself where it already is, else transcoded chunk by chunk.

    Args:
        path: A plain text file.
        encoding: Its encoding, or None to detect it.
        scratch: A directory of ours to write to.

    Returns:
        The UTF-8 file, the encoding's name, and notes.

    Raises:
        UnreadableFile: If `encoding` is not one that exists.
    """
    name = _checked(encoding) if encoding else detect_encoding(path)
    has_nul, old_mac, valid = _inspect(path) if name == "utf-8" else (False, False, False)
    label = NAMES.get(name, name.upper())
    notes = [] if label == "UTF-8" else [Note("encoding", {"encoding": label})]
    if name == "utf-8" and valid and not has_nul and not old_mac:
        return PlainText(path, label, tuple(notes))
    target = scratch / "utf8.txt"
    repaired, nuls = _transcode(path, target, name)
    if repaired:
        notes.append(Note("encoding_repaired", {"count": repaired}))
    if nuls:
        notes.append(Note("nul_removed"))
    return PlainText(target, label, tuple(notes))


def detect_encoding(path: Path) -> str:
    """The encoding of a text file as a Python codec name.

    A byte order mark decides; else UTF-8 where (nearly) all of it decodes; else GB18030 where its Han
    characters are the common ones; else Windows' Latin-1.

    Args:
        path: A plain text file.

    Returns:
        `utf-8`, `utf-16`, `utf-16-le`, `utf-16-be`, `utf-32`, `gb18030` or `cp1252`.
    """
    start = _head(path, 4)
    for mark, name in MARKS:
        if start.startswith(mark):
            return name
    wide = _utf16_without_mark(_head(path, 2000))
    if wide:
        return wide
    sample = _telling_sample(path)
    if not sample or _decodes(sample, "utf-8") or _mostly_utf8(sample):
        return "utf-8"
    if _plausible_chinese(sample):
        return "gb18030"
    return "cp1252"


def _checked(encoding: str) -> str:
    try:
        name = codecs.lookup(encoding).name
    except LookupError as error:
        raise UnreadableFile(
            f"encoding {encoding!r} is unknown: name one such as utf-8, gb18030 or latin-1",
            code="encoding_unknown",
            encoding=encoding,
        ) from error
    if name in {"gb2312", "gbk"}:
        return "gb18030"
    return {"iso8859-1": "cp1252", "utf-8-sig": "utf-8"}.get(name, name)


def _head(path: Path, size: int) -> bytes:
    with path.open("rb") as source:
        return source.read(size)


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as source:
        while chunk := source.read(CHUNK_BYTES):
            yield chunk


def _telling_sample(path: Path) -> bytes:
    """Up to a few hundred kilobytes around the first bytes that are not ASCII."""
    kept = b""
    for chunk in _chunks(path):
        if kept or not chunk.isascii():
            kept += chunk if kept else chunk[max(0, _first_high(chunk) - 2000) :]
            if len(kept) >= SAMPLE_BYTES:
                break
    return kept


def _first_high(chunk: bytes) -> int:
    return len(chunk) - len(chunk.lstrip(bytes(range(128))))


def _decodes(sample: bytes, encoding: str) -> bool:
    try:
        codecs.getincrementaldecoder(encoding)("strict").decode(sample, final=False)
    except UnicodeDecodeError:
        return False
    return True


def _mostly_utf8(sample: bytes) -> bool:
    """A few damaged bytes in a file that is otherwise UTF-8 do not make it Latin-1."""
    text = sample.decode("utf-8", "replace")
    good = sum(1 for letter in text if letter > "\x7f" and letter != "�")
    return good > 20 * text.count("�")


def _utf16_without_mark(head: bytes) -> str | None:
    """Latin letters and line ends leave NULs in every other byte, even among Chinese."""
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if even + odd < max(FEWEST_NULS, NUL_SHARE_UTF16 * len(head)):
        return None
    if max(even, odd) < ONE_SIDED_SHARE * (even + odd):
        return None
    return "utf-16-le" if odd > even else "utf-16-be"


def _plausible_chinese(sample: bytes) -> bool:
    """GB18030 decodes much that is Latin-1 too, but then into rare characters."""
    text = codecs.getincrementaldecoder("gb18030")("replace").decode(sample, final=False)
    if text.count("�") * 50 > len(text):
        return False
    high = [letter for letter in text if letter > "\x7f"]
    common = sum(1 for letter in high if letter in COMMON_HAN or letter in "，。！？、；：“”（）")
    return bool(high) and common >= LIKELY_TEXT_SHARE * len(high)


def _inspect(path: Path) -> tuple[bool, bool, bool]:
    """Whether a file holds NULs, has the line ends of an old Mac, and is valid UTF-8 to its end."""
    decoder = codecs.getincrementaldecoder("utf-8")("strict")
    has_nul, newline, carriage, valid = False, False, False, True
    try:
        for chunk in _chunks(path):
            has_nul = has_nul or b"\0" in chunk
            newline = newline or b"\n" in chunk
            carriage = carriage or b"\r" in chunk
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        valid = False
    return has_nul, carriage and not newline, valid


def _transcode(path: Path, target: Path, encoding: str) -> tuple[int, int]:
    decoder = codecs.getincrementaldecoder("utf-8-sig" if encoding == "utf-8" else encoding)("replace")
    old_mac = not any(b"\n" in chunk for chunk in _chunks(path))
    repaired = nuls = 0
    with target.open("w", encoding="utf-8", newline="") as out:
        for chunk in _chunks_and_end(path):
            text = decoder.decode(chunk, final=not chunk)
            repaired += text.count("�")
            nuls += text.count("\0")
            text = text.replace("\0", "")
            out.write(text.replace("\r", "\n") if old_mac else text)
    return repaired, nuls


def _chunks_and_end(path: Path) -> Iterator[bytes]:
    yield from _chunks(path)
    yield b""
