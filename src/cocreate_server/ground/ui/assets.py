"""Addresses of built assets: the build's manifest says under which hashed name each one lies."""

import base64
import hashlib
import json
from functools import cache
from pathlib import Path

from django.templatetags.static import static

MANIFEST = Path(__file__).parent / "static/built/manifest.json"


@cache
def _manifest() -> dict[str, str]:
    if not MANIFEST.exists():
        raise FileNotFoundError(f"{MANIFEST} is missing: build the assets with `make setup`")
    return dict(json.loads(MANIFEST.read_text()))


def asset_address(name: str) -> str:
    """The address of a built asset such as `app.css`."""
    return static(_manifest()[name])


@cache
def asset_text(name: str) -> str:
    """What a built asset holds, for pages that carry it along rather than ask for it."""
    return (MANIFEST.parents[1] / _manifest()[name]).read_text()


@cache
def asset_hash(name: str) -> str:
    """The source expression by which a Content-Security-Policy lets a page carry an asset."""
    digest = hashlib.sha256(asset_text(name).encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"
