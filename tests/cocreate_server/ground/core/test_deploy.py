import os
import subprocess
import sys

import pytest


def _manage(tmp_path, *arguments, **variables):
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("COCREATE_", "DJANGO_"))
    }
    surroundings = (
        kept
        | {"COCREATE_HOME": str(tmp_path), "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none"}
        | variables
    )
    command = [sys.executable, "-m", "cocreate_server", *arguments]
    return subprocess.run(command, env=surroundings, capture_output=True, text=True, check=False, timeout=120)


@pytest.mark.slow
def test_nothing_to_warn_of_where_the_address_is_https(tmp_path):
    done = _manage(
        tmp_path, "check", "--deploy", "--fail-level", "WARNING", COCREATE_URL="https://feedback.example.org"
    )
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout


@pytest.mark.slow
def test_default_secret_is_refused_before_anything_starts(tmp_path):
    done = _manage(tmp_path, "check", COCREATE_SECRET_KEY="changeme")
    assert done.returncode != 0
    assert "COCREATE_SECRET_KEY has 8 characters" in done.stderr
