"""What other rooms may use of the lake."""

from cocreate_server.ground.lake.batches import batch_publish, batch_undo
from cocreate_server.ground.lake.counting import Condition, Shape, count, customers_by, days_of
from cocreate_server.ground.lake.upkeep import lake_forget, lake_rebuild, lake_status, lake_sync

__all__ = [
    "Condition",
    "Shape",
    "batch_publish",
    "batch_undo",
    "count",
    "customers_by",
    "days_of",
    "lake_forget",
    "lake_rebuild",
    "lake_status",
    "lake_sync",
]
