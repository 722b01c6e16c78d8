"""Logs are one JSON object a line, and hold no personal data."""

import json
import os
import subprocess
import sys

import pytest

from cocreate_server.ground.core.logs import PERSONAL, drop_personal_data

PROGRAM = """
import django; django.setup()
import logging, structlog
structlog.get_logger("cocreate.test").info("hello", email="ada@example.org", n=3, name="Ada")
logging.getLogger("somebody.else").warning("plain words")
logging.getLogger("django.request").error("Not Found: /invitation/s3cret")
try:
    raise ValueError("worse")
except ValueError:
    structlog.get_logger("cocreate.test").exception("broke")
"""


@pytest.mark.parametrize("key", sorted(PERSONAL))
def test_personal_keys_lose_their_value(key):
    assert drop_personal_data(None, "info", {"event": "x", key: "Ada"}) == {"event": "x", key: "…"}


@pytest.mark.slow
def test_every_line_is_json(tmp_path):
    surroundings = os.environ | {
        "COCREATE_HOME": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "cocreate_server.settings",
        "COCREATE_LOG_LEVEL": "INFO",
    }
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], env=surroundings, capture_output=True, text=True, check=True
    )
    lines = [json.loads(line) for line in done.stderr.splitlines()]
    assert [line["event"] for line in lines] == ["hello", "plain words", "broke"]
    assert lines[0] | {"timestamp": ""} == {
        "event": "hello",
        "email": "…",
        "name": "…",
        "n": 3,
        "level": "info",
        "logger": "cocreate.test",
        "timestamp": "",
    }
    assert "ValueError: worse" in lines[2]["exception"]
    assert "ada@" not in done.stderr
