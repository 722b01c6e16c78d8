"""One table in every form that the library reads, and random tables."""

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import settings

settings.register_profile("cocreate", deadline=None)
settings.load_profile("cocreate")


class Stream:
    """Another maker's Arrow table."""

    def __init__(self, table):
        self.table = table

    def __arrow_c_stream__(self, requested_schema=None):
        return self.table.__arrow_c_stream__(requested_schema)


FORMS = {
    "pandas": pd.DataFrame,
    "polars": pl.DataFrame,
    "polars lazy": pl.LazyFrame,
    "arrow": pa.table,
    "arrow stream": lambda columns: Stream(pa.table(columns)),
    "duckdb": lambda columns: duckdb.connect().from_arrow(pa.table(columns)),
    "dicts": lambda columns: [
        dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)
    ],
}


@pytest.fixture(params=FORMS)
def as_form(request):
    return FORMS[request.param]
