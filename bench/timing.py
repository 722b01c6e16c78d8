"""How long things take: the quickest of several runs, so that what else the machine does counts little."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


def best(task: Callable[[], object], *, times: int = 3) -> float:
    """Seconds of the quickest run."""
    return in_turns({"task": task}, times=times, warm=False)["task"]


def in_turns(
    tasks: dict[str, Callable[[], object]], *, times: int = 3, warm: bool = True
) -> dict[str, float]:
    """Seconds of each task's quickest run, taken in turns so that all meet the same machine."""
    quickest = dict.fromkeys(tasks, float("inf"))
    if warm:
        for task in tasks.values():
            task()
    for _ in range(times):
        for name, task in tasks.items():
            start = time.perf_counter()
            task()
            quickest[name] = min(quickest[name], time.perf_counter() - start)
    return quickest
