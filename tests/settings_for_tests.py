"""The product's own settings under a home for tests; only the password hasher is a quicker one."""

import os
from pathlib import Path

os.environ["COCREATE_HOME"] = os.environ.get("COCREATE_TEST_HOME") or str(
    Path(__file__).parents[1] / ".cache/test-home"
)
os.environ["COCREATE_URL"] = "http://testserver"
os.environ.setdefault("COCREATE_LOG_LEVEL", "ERROR")

from cocreate_server.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
