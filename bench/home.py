"""A home of the product for benchmarks: its own database and lake below `.cache/bench`, made anew each run."""

import os
import shutil
from pathlib import Path

HOME = Path(__file__).parents[1] / ".cache/bench/home"
PORT = 8765


def prepare() -> None:
    """Set the product up in an empty home."""
    shutil.rmtree(HOME, ignore_errors=True)
    os.environ |= {
        "COCREATE_HOME": str(HOME),
        "COCREATE_URL": f"http://127.0.0.1:{PORT}",
        "COCREATE_LOG_LEVEL": "ERROR",
        "DJANGO_SETTINGS_MODULE": "cocreate_server.settings",
    }
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
