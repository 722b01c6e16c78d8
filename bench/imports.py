"""A file of a million rows, brought in: file to PostgreSQL to lake, beside a bare COPY of the same rows.

Run in a process of its own, so that its memory is its own.
"""

import csv
import json
import random
import resource
import subprocess
import sys
import time
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from rows import Row, at_most

ROWS = 1_000_000
CACHE = Path(__file__).parents[1] / ".cache/bench"
MEMORY_BOUND_MB = 1000


def rows() -> Iterable[Row]:
    """Rows of the table."""
    done = subprocess.run([sys.executable, __file__], capture_output=True, text=True, check=True)
    found = json.loads(done.stdout.splitlines()[-1])
    yield at_most("import of 1 M rows from the shell (file, PostgreSQL, lake), beside a bare COPY of the same rows",
                  ours=found["import"], peer=found["bare"], limit=3, unit="s")  # fmt: skip
    yield at_most("  and beside a COPY into a table with the same keys and indexes",
                  ours=found["import"], peer=found["keyed"], limit=3, unit="s")  # fmt: skip
    yield at_most("  memory of the importing process, beside its bound",
                  ours=found["memory"], peer=MEMORY_BOUND_MB, limit=1, unit="MB")  # fmt: skip


def source() -> Path:
    """The file, made once."""
    path = CACHE / f"answers-{ROWS}.csv"
    if path.exists():
        return path
    path.parent.mkdir(parents=True, exist_ok=True)
    chance, start = random.Random(1), datetime(2024, 1, 1, tzinfo=UTC)  # noqa: S311 - a seed, not a secret
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(
            ["Response ID", "Date", "Likelihood to recommend", "Touchpoint", "Channel", "Country"]
        )
        for number in range(ROWS):
            when = (start + timedelta(seconds=number * 60)).strftime("%Y-%m-%d %H:%M:%S")
            place = (
                chance.choice(("Checkout", "Hotline", "Store", "App")),
                chance.choice(("web", "phone", "store")),
            )
            score = chance.choice((10, 9, 9, 8, 7, 6, 3, 0))
            writer.writerow([f"r{number}", when, score, *place, chance.choice(("GB", "CN", "SG"))])
    return path


def measure() -> dict[str, float]:
    """Bring the file in; then copy its records into plain tables."""
    import home

    path = source()
    home.prepare()
    from cocreate_server.cli.imports import bring_in
    from cocreate_server.ground.accounts.models import Workspace

    workspace = Workspace.objects.create(slug="bench", name="Bench")
    started = time.perf_counter()
    job = bring_in(path, workspace, layout="auto", meaning=lambda table: table.guess)
    seconds = time.perf_counter() - started
    assert job.records_added == ROWS  # noqa: S101 - a bench of nothing is none
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"import": seconds, "memory": memory} | copies(job.batch_id)


def copies(batch_id: int) -> dict[str, float]:
    """Seconds to COPY the same rows into a bare table, and into one with the same keys."""
    from django.db import connection

    rows = CACHE / "rows.csv"
    found = {}
    with connection.cursor() as cursor:
        with rows.open("wb") as file, cursor.cursor.copy(
            f"COPY (SELECT * FROM records_record WHERE batch_id = {batch_id}) TO STDOUT (FORMAT csv)"
        ) as out:  # fmt: skip
            for block in out:
                file.write(block)
        for name, including in (("bare", ""), ("keyed", "INCLUDING ALL")):
            cursor.execute(
                f"DROP TABLE IF EXISTS peer; CREATE TABLE peer (LIKE records_record {including}); CHECKPOINT"
            )
            started = time.perf_counter()
            with rows.open("rb") as file, cursor.cursor.copy("COPY peer FROM STDIN (FORMAT csv)") as into:
                while block := file.read(1 << 20):
                    into.write(block)
            found[name] = time.perf_counter() - started
        cursor.execute("DROP TABLE peer")
    rows.unlink()
    return found


if __name__ == "__main__":
    print(json.dumps(measure()))
