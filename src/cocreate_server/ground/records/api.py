"""What other rooms may use of records."""

from cocreate_server.ground.records.models import Batch, Event, Record

__all__ = ["Batch", "Event", "Record"]
