"""Bodies of calls: read within their bounds, unpacked, and decoded into what they have to be."""

import re
import zlib
from collections.abc import Iterator
from typing import Any

import msgspec
from django.http import HttpRequest
from django.utils.translation import gettext as _

from cocreate_server.ground.core.errors import Malformed, TooLarge

PIECE = 65_536
DEEPEST = 100
PATH = re.compile(r" - at `\$(?P<path>[^`]*)`$")
FIELD = re.compile(r"(?:required|unknown) field `(?P<name>[^`]*)`")
BRACKETS = re.compile(rb"[\[{]")


def body_of(request: HttpRequest, *, largest: int, largest_unpacked: int) -> bytes:
    """The body of a call, unpacked where it came as gzip.

    Args:
        request: The call.
        largest: Most bytes that may come over the wire.
        largest_unpacked: Most bytes that it may become.

    Raises:
        TooLarge: It is larger.
        Malformed: It is packed in another way, or damaged.
    """
    kept: bytes | None = getattr(request, "unpacked_body", None)
    if kept is not None:
        return kept
    packing = request.headers.get("Content-Encoding", "identity").strip().lower()
    if packing not in {"gzip", "x-gzip", "identity", ""}:
        raise Malformed(
            _("Send the body as it is, or packed as gzip; this is %(given)s.") % {"given": packing[:40]}
        )
    body = _read(request, largest)
    if packing in {"gzip", "x-gzip"}:
        body = _unpacked(body, largest_unpacked)
    elif len(body) > largest_unpacked:
        raise _too_large(largest_unpacked)
    request.unpacked_body = body  # type: ignore[attr-defined]
    return body


def decoded[T](body: bytes, decoder: "msgspec.json.Decoder[T]") -> T:
    """What a body says.

    Raises:
        Malformed: It is no JSON, or not of the form; the part that is wrong is named.
    """
    try:
        return decoder.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Malformed(_("The body is not of its form."), invalid_params=[problem_of(error)]) from error


def problem_of(error: Exception) -> dict[str, str]:
    """The part that is wrong, and why."""
    if isinstance(error, RecursionError):
        return {"name": "body", "reason": _("This is nested too deep.")}
    told = str(error)
    path = PATH.search(told)
    reason = told[: path.start()] if path else told
    field = FIELD.search(reason)
    names = [(path["path"] if path else "").lstrip("."), field["name"] if field else ""]
    name = ".".join(filter(None, names)) or "body"
    if field:
        reason = _("This is required.") if "required" in reason else _("There is no such field.")
    return {"name": name, "reason": reason}


def _read(request: HttpRequest, largest: int) -> bytes:
    length = request.headers.get("Content-Length", "")
    if length.isdecimal() and int(length) > largest:
        raise _too_large(largest)
    try:
        body = request.read(largest + 1)
    except OSError as error:  # the caller went away
        raise Malformed(_("The body did not come through.")) from error
    if len(body) > largest:
        raise _too_large(largest)
    return body


def _unpacked(body: bytes, largest: int) -> bytes:
    """Unpack gzip piece by piece, so that a small body cannot become a huge one."""
    try:
        pieces = b"".join(_pieces(body, largest))
    except zlib.error as error:
        raise Malformed(_("The body says it is gzip, but cannot be unpacked.")) from error
    return pieces


def _pieces(body: bytes, largest: int) -> Iterator[bytes]:
    total, rest = 0, body
    while rest:  # a gzip file may have several members
        unpacker = zlib.decompressobj(wbits=31)
        piece = unpacker.decompress(rest, PIECE)
        while piece:
            total += len(piece)
            if total > largest:
                raise _too_large(largest)
            yield piece
            piece = unpacker.decompress(unpacker.unconsumed_tail, PIECE)
        if not unpacker.eof:
            raise zlib.error("it ends too early")
        rest = unpacker.unused_data


def _too_large(largest: int) -> TooLarge:
    return TooLarge(_("The body may have %(most)s bytes at most; send it in parts.") % {"most": largest})


def json_of(value: Any) -> bytes:
    """JSON of structs, dates and plain values."""
    return msgspec.json.encode(value)
