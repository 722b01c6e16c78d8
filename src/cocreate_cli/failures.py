"""Errors as a person at a terminal wants them: one line, exit code 2, no traceback."""

from collections.abc import Iterator
from contextlib import contextmanager

import typer

from cocreate.errors import CocreateError

__all__ = ["failures_told", "tell"]


@contextmanager
def failures_told() -> Iterator[None]:
    """Turn what the library raises on purpose, and what the file system refuses, into exit code 2."""
    try:
        yield
    except CocreateError as error:
        tell(_one_line(error))
        raise typer.Exit(2) from error
    except OSError as error:
        tell(f"{error.filename or 'file'}: {error.strerror or error}")
        raise typer.Exit(2) from error


def tell(words: str) -> None:
    """Say something that is not the result, on stderr."""
    typer.echo(f"cocreate: {words}", err=True)


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())
