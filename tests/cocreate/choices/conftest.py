"""Real choices, where they are at hand."""

import gzip
import io
from pathlib import Path

import pandas as pd
import pytest

REAL = Path(__file__).parents[3].parent / "shared" / "data" / "choice"


@pytest.fixture(scope="session")
def real_choice():
    def read(name):
        path = REAL / name
        if not path.exists():
            pytest.skip(f"{path} is not at hand")
        content = path.read_bytes()
        return pd.read_csv(io.BytesIO(gzip.decompress(content) if name.endswith(".gz") else content))

    return read
