"""What others may use of asking."""

from cocreate_server.listen.asking.returned import Returned, returned_from, returned_note

__all__ = ["Returned", "returned_from", "returned_note"]
