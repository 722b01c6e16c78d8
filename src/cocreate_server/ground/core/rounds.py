"""Threads of the worker that look again and again for something to do, until they are asked to stop."""

import threading
from abc import ABC, abstractmethod
from typing import ClassVar

import structlog
from django.db import connection

log = structlog.get_logger("cocreate.worker")
LAST_WAIT_SECONDS = 30.0


class RoundsThread(threading.Thread, ABC):
    """One round after another; trouble is told, and tried again after a while.

    Attributes:
        trouble: What the log says of a round that failed.
        trouble_seconds: How long to wait after one.
    """

    trouble: ClassVar[str]
    trouble_seconds: ClassVar[float] = 2.0

    def __init__(self, name: str) -> None:
        super().__init__(name=name, daemon=True)
        self.wake = threading.Event()
        self._stop_asked = threading.Event()

    @property
    def is_stopping(self) -> bool:
        """Whether the thread was asked to end."""
        return self._stop_asked.is_set()

    def stop(self) -> None:
        """Ask the thread to end after its round, and wait for it."""
        self._stop_asked.set()
        self.wake.set()
        self.join(timeout=LAST_WAIT_SECONDS)

    def run(self) -> None:
        """Look until asked to stop."""
        while not self.is_stopping:
            try:
                seconds = self.look()
            except Exception:
                log.exception(self.trouble)
                self.recover()
                connection.close()
                seconds = self.trouble_seconds
            self._rest(seconds)
        self.finish()
        connection.close()

    @abstractmethod
    def look(self) -> float:
        """Do what there is to do. Returns for how many seconds nothing need be looked at; `wake` ends the rest."""

    def recover(self) -> None:
        """Forget what a round that failed may have left."""

    def finish(self) -> None:
        """Put things in order before the thread ends."""

    def _rest(self, seconds: float) -> None:
        self.wake.wait(seconds)
        if not self.is_stopping:
            self.wake.clear()
