"""Does deeds of the lake and kills them with -9 before their n-th step.

A step is any statement sent to PostgreSQL, any COPY, any write to or commit of a Delta table. Each line of standard
input, `deed step subject`, is done in a fork of its own; `killed` or `through` answers whether it came so far, where
a deed that had fewer steps comes through.
"""

import itertools
import os
import signal
import sys
from dataclasses import replace
from functools import wraps

STEPS = itertools.count(1)


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "settings_for_tests"
    from django.conf import settings

    settings.DATABASES["default"]["NAME"] = os.environ["TEST_DATABASE"]
    settings.ENV = replace(settings.ENV, lake=os.environ["TEST_LAKE"])
    import django

    django.setup()
    import deltalake  # noqa: F401
    import duckdb  # noqa: F401

    import cocreate_server.listen.imports.tasks  # noqa: F401 - imported before the forks, for speed

    for line in sys.stdin:
        deed, step, subject = line.split()
        child = os.fork()
        if child == 0:
            do(deed, int(step), int(subject))
            os._exit(0)
        _pid, status = os.waitpid(child, 0)
        killed = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
        print("killed" if killed else "through" if status == 0 else "failed", flush=True)  # noqa: T201 - the answer


def do(deed: str, kill_at: int, subject: int) -> None:
    import deltalake
    import psycopg
    from deltalake.table import TableMerger
    from django.utils import timezone

    from cocreate_server.ground.lake import api, loading
    from cocreate_server.listen.imports import pipeline
    from cocreate_server.listen.imports.tasks import run_import
    from cocreate_server.listen.ingest.digesting import digest_round

    def before(owner: type | object, name: str) -> None:
        original = getattr(owner, name)

        @wraps(original)
        def stepping(*args, **kwargs):
            if next(STEPS) == kill_at:
                os.kill(os.getpid(), signal.SIGKILL)
            return original(*args, **kwargs)

        setattr(owner, name, stepping)

    before(psycopg.Connection, "execute")
    before(psycopg.Cursor, "execute")
    before(psycopg.Cursor, "copy")
    before(TableMerger, "execute")
    before(deltalake, "write_deltalake")
    before(deltalake.DeltaTable, "delete")
    before(deltalake.DeltaTable, "create_write_transaction")
    before(loading, "name_files")
    pipeline.RECORDS_A_PIECE = 4
    pipeline.COPIERS = 1
    deeds = {
        "sync": api.lake_sync,
        "publish": lambda: api.batch_publish(subject),
        "undo": lambda: api.batch_undo(subject),
        "rebuild": api.lake_rebuild,
        "import": lambda: run_import(import_id=subject),
        "digest": lambda: digest_round(now=timezone.now()),
    }
    deeds[deed]()


if __name__ == "__main__":
    main()
