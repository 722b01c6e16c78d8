"""Killing a deed with -9 before each of its steps, one after the other."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.db import connection

SCRIPT = Path(__file__).with_name("killed.py")
MOST_STEPS = 150


def every_step(deed: str, subject: int = 0) -> Iterator[int]:
    """Numbers of the steps before which the deed was killed, until it comes through."""
    environment = os.environ | {
        "TEST_DATABASE": str(connection.settings_dict["NAME"]),
        "TEST_LAKE": settings.ENV.lake,
        "PYTHONPATH": str(Path(__file__).parent),
    }
    with subprocess.Popen(
        [sys.executable, str(SCRIPT)],
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdin
        assert process.stdout
        for step in range(1, MOST_STEPS):
            process.stdin.write(f"{deed} {step} {subject}\n")
            process.stdin.flush()
            answer = process.stdout.readline().strip()
            if answer == "through":
                process.stdin.close()
                return
            assert answer == "killed", f"{deed} failed at step {step}"
            yield step
    raise AssertionError(f"{deed} never came through")
