"""A lake that is asked all the time is looked at all the same."""

from itertools import count

import pytest
from django.utils import timezone

from cocreate_server.ground.accounts.models import Workspace
from cocreate_server.ground.lake import watching
from cocreate_server.ground.lake.api import lake_sync
from cocreate_server.ground.lake.tables import RECORDS
from cocreate_server.ground.records.api import NewRecord, records_write

pytestmark = pytest.mark.django_db(transaction=True)


def test_whoever_asks_ten_times_a_second_sees_what_is_new(monkeypatch):

    workspace = Workspace.objects.create(slug="acme", name="Acme")
    clock = count(start=0, step=1)
    monkeypatch.setattr(watching.time, "monotonic", lambda: next(clock) / 10)
    watching.forget_all()
    lake_sync()
    assert watching.snapshot_of(RECORDS, workspace.pk).files == {}
    records_write(
        workspace.pk,
        [NewRecord(submission_id="s", field_id="nps", field_type="nps", value_number=9)],
        now=timezone.now(),
    )
    lake_sync()
    seen = [bool(watching.snapshot_of(RECORDS, workspace.pk).files) for _tenth in range(10)]
    assert seen[-1]
    watching.forget_all()
