"""Files to read: small ones of our own, and the real data where it is at hand."""

from collections.abc import Callable
from pathlib import Path

import pytest

OWN = Path(__file__).parents[1] / "files"
REAL = Path(__file__).parents[2].parent / "shared" / "data"


@pytest.fixture
def own() -> Path:
    return OWN


@pytest.fixture
def real() -> Callable[[str], Path]:
    def find(name: str) -> Path:
        path = REAL / name
        if not path.exists():
            pytest.skip(f"{path} is not at hand")
        return path

    return find


@pytest.fixture
def written(tmp_path: Path) -> Callable[..., Path]:
    def write(content: str | bytes, name: str = "file.csv") -> Path:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write
