"""Jobs of records."""

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.exceptions import AlreadyEnqueued

from cocreate_server.ground.core.audit import Actor, audit
from cocreate_server.ground.records.map_rules import rules_apply

NAME = "records.rules_apply"
WORKER = Actor(user_id=None, label="worker")


@app.task(name=NAME)
def rules_apply_to_records(workspace_id: int, *, replace: bool) -> None:
    """Place the records of a workspace by its rules."""
    moved = rules_apply(workspace_id, replace=replace)
    audit(WORKER, "rules.applied", workspace_id=workspace_id, records=moved)


@transaction.atomic
def rules_apply_later(workspace_id: int, *, replace: bool, actor: Actor) -> bool:
    """Have the worker apply the rules. Returns False where it waits to do so already."""
    job = rules_apply_to_records.configure(
        queueing_lock=f"{NAME}.{workspace_id}", lock=f"{NAME}.{workspace_id}"
    )
    try:
        with transaction.atomic():
            job.defer(workspace_id=workspace_id, replace=replace)
    except AlreadyEnqueued:
        return False
    audit(actor, "rules.apply", workspace_id=workspace_id, replace=replace)
    return True


def rules_being_applied(workspace_id: int) -> bool:
    """Whether the worker applies the rules, or is about to."""
    jobs = ProcrastinateJob.objects.filter(
        task_name=NAME, status__in=["todo", "doing"], args__workspace_id=workspace_id
    )
    return bool(jobs.exists())
