"""The product as users start it, but small: a home of its own, a demo world, web and worker."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from cocreate_server.cli import processes

HOST = "127.0.0.1"
FIRST_PORT = 8610
CUSTOMERS = 3000


@dataclass(frozen=True, slots=True)
class Product:
    """Where it answers, and the demo's workspace in it."""

    address: str
    demo: str = "/w/lighthouse/"

    def at(self, path: str) -> str:
        return self.address + path

    def demo_link(self) -> str:
        """A link that signs the demo's owner in once."""
        return processes.manage("demo_world", "--customers", str(CUSTOMERS)).split()[-1]

    def workspace(self, slug: str) -> str:
        """Make an empty workspace; a link that signs its owner in once, landing on its Overview."""
        printed = processes.manage(
            "create_workspace",
            "--name",
            slug.title(),
            "--slug",
            slug,
            "--owner-email",
            f"{slug}@owner.example",
        )
        return f"{printed.split()[-1].partition('?')[0]}?next=/w/{slug}/"


@contextmanager
def running(home: Path) -> Iterator[Product]:
    """Start it, and stop it cleanly."""
    port = processes.free_port(HOST, FIRST_PORT)
    product = Product(f"http://{HOST}:{port}")
    with pytest.MonkeyPatch.context() as surroundings:
        # nothing of the machine's own installation, nor of the other tests'
        for name in (
            "DATABASE_URL",
            "COCREATE_LAKE",
            "COCREATE_SECRET_KEY",
            "COCREATE_SMTP",
            "COCREATE_OIDC",
        ):
            surroundings.delenv(name, raising=False)
        surroundings.setenv("COCREATE_HOME", str(home))
        surroundings.setenv("COCREATE_URL", product.address)
        surroundings.setenv("COCREATE_LOG_LEVEL", "ERROR")
        surroundings.setenv("DJANGO_SETTINGS_MODULE", "cocreate_server.settings")
        product.demo_link()
        children = processes.start_all(HOST, port)
        try:
            processes.wait_until_ready(HOST, port, children)
            yield product
        finally:
            processes.stop_all(children)
            shutil.rmtree(home, ignore_errors=True)
