"""What can go wrong with a file, as one small tree.

::

    CocreateError
    └── FileError            has `code` and `params`, so that it can be said in any language
        ├── UnreadableFile   missing, empty, damaged, or of a kind we do not read
        └── MappingError     a mapping that does not fit its table
"""

from typing import Any

from cocreate.errors import CocreateError

__all__ = ["FileError", "MappingError", "UnreadableFile"]


class FileError(CocreateError):
    """A file, or what is said about it, cannot be used.

    Args:
        message: The sentence in English: what was given, what is wanted, what to do.
        code: A stable name of the fault, for translation.
        **params: The particulars the sentence names.
    """

    def __init__(self, message: str, *, code: str, **params: Any) -> None:
        super().__init__(message)
        self.code = code
        self.params = params


class UnreadableFile(FileError):
    """The file is missing, empty, damaged, or of a kind that is not read."""


class MappingError(FileError):
    """The mapping does not fit the table it is meant for."""
