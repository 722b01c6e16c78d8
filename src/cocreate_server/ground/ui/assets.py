"""Addresses of built assets: the build's manifest says under which hashed name each one lies."""

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
