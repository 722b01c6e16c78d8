"""Jobs: what a worker takes up again after a crash."""

from collections.abc import Callable

_resumers: list[Callable[[], None]] = []


def on_worker_start[F: Callable[[], None]](resume: F) -> F:
    """Register a function that takes up work which a worker that died left half done.

    It is called when a worker starts, and has to be harmless where nothing was left.
    """
    _resumers.append(resume)
    return resume


def resume_all() -> None:
    """Take up everything that was left."""
    for resume in _resumers:
        resume()
