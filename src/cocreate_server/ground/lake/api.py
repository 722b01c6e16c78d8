"""What other rooms may use of the lake."""

from cocreate_server.ground.lake.batches import batch_publish, batch_undo
from cocreate_server.ground.lake.counting import Condition, Shape, count, customers_by, days_of
from cocreate_server.ground.lake.forgetting import lake_forget_all, lake_holds
from cocreate_server.ground.lake.loading import LakeFile, drop_files, write_ahead
from cocreate_server.ground.lake.store import is_local as lake_is_local
from cocreate_server.ground.lake.tables import RECORDS
from cocreate_server.ground.lake.upkeep import lake_forget, lake_rebuild, lake_status, lake_sync

__all__ = [
    "RECORDS",
    "Condition",
    "LakeFile",
    "Shape",
    "batch_publish",
    "batch_undo",
    "count",
    "customers_by",
    "days_of",
    "drop_files",
    "lake_forget",
    "lake_forget_all",
    "lake_holds",
    "lake_is_local",
    "lake_rebuild",
    "lake_status",
    "lake_sync",
    "write_ahead",
]
