"""The engine that counts: DuckDB inside the process, bounded in memory and time, over the lake's files."""

import threading
from collections.abc import Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils.translation import gettext as _

from cocreate_server.ground.core.errors import QueryTooLarge

if TYPE_CHECKING:
    from collections.abc import Iterator

    import duckdb
    import numpy as np

_opening = threading.Lock()
_engine: "duckdb.DuckDBPyConnection | None" = None


def engine() -> "duckdb.DuckDBPyConnection":
    """A cursor of the process's one engine; it opens on first use."""
    global _engine  # noqa: PLW0603 - one engine a process is the point
    import duckdb

    with _opening:
        if _engine is None:
            _engine = duckdb.connect(
                config={
                    "memory_limit": settings.ENV.query_memory,
                    "threads": 2,
                    "temp_directory": str(settings.ENV.home / "engine"),
                    "autoinstall_known_extensions": False,
                    "autoload_known_extensions": False,
                    "enable_object_cache": True,
                }
            )
        return _engine.cursor()


def ask(
    query: str, parameters: Mapping[str, Any] | Sequence[Any] = (), **sources: Any
) -> "dict[str, np.ndarray]":
    """Run a query and return its columns.

    Args:
        query: SQL of DuckDB.
        parameters: Its parameters.
        sources: Tables the query may name.

    Raises:
        QueryTooLarge: It ran into the bound of time or memory.
    """
    import duckdb

    cursor = engine()
    for name, source in sources.items():
        cursor.register(name, source)
    try:
        with _bounded(cursor):
            found = cursor.execute(query, parameters or None).fetchnumpy()
            return {name: _plain(column) for name, column in found.items()}
    except (duckdb.InterruptException, duckdb.OutOfMemoryException) as error:
        raise QueryTooLarge(
            _(
                "It ran into the bound of %(seconds)s s or %(memory)s. Choose a shorter period or fewer groups."
            )
            % {"seconds": settings.ENV.query_seconds, "memory": settings.ENV.query_memory}
        ) from error
    finally:
        cursor.close()


@contextmanager
def _bounded(cursor: "duckdb.DuckDBPyConnection") -> "Iterator[None]":
    alarm = threading.Timer(settings.ENV.query_seconds, cursor.interrupt)
    alarm.daemon = True
    alarm.start()
    try:
        yield
    finally:
        alarm.cancel()


def _plain(column: Any) -> "np.ndarray[Any, Any]":
    """A column without a mask: what is missing is None among things, NaN among numbers."""
    import numpy as np

    if not isinstance(column, np.ma.MaskedArray):
        return np.asarray(column)
    missing, values = np.ma.getmaskarray(column), np.asarray(column.data)
    if values.dtype.kind in "iufb":
        return np.where(missing, np.nan, values.astype(float))
    plain = values.astype(object)
    plain[missing] = None
    return plain
