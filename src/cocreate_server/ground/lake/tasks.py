"""Jobs of the lake."""

from procrastinate.contrib.django import app

from cocreate_server.ground.lake.upkeep import lake_rebuild


@app.task(name="lake.rebuild", queueing_lock="lake.rebuild")
def rebuild(workspace_id: int | None = None) -> None:
    """Make the lake, or a workspace's part of it, anew."""
    lake_rebuild(workspace_id)
