"""A survey asked by the running product: what its page and widget weigh, how long a hundred people wait, how soon it counts."""

import gzip
import http.client
import json
import random
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import urlencode, urlsplit

sys.path.insert(0, str(Path(__file__).parent))
from rows import Row, at_most

PEOPLE, RESPONSES_EACH, SECONDS_A_SCREEN = 100, 2, 3
BEFORE, GIVE_UP_S = 6, 30
PAGE_KB, WIDGET_KB, ANSWER_MS, OVERVIEW_S = 25, 10, 60, 3


def rows() -> Iterable[Row]:
    """Rows of the table, measured in a process of their own."""
    done = subprocess.run([sys.executable, __file__], capture_output=True, text=True, check=True)
    found = json.loads(done.stdout.splitlines()[-1])
    yield at_most(
        "survey page with its style, compressed, beside its bound",
        ours=found["page"],
        peer=PAGE_KB,
        limit=1,
        unit="KB",
    )
    yield at_most("  and with its script", ours=found["page_and_script"], peer=PAGE_KB, limit=1, unit="KB")
    yield at_most(
        "widget, compressed, beside its bound", ours=found["widget"], peer=WIDGET_KB, limit=1, unit="KB"
    )
    yield at_most(f"an answer, {PEOPLE} people at once, {SECONDS_A_SCREEN} s a screen: server time p95 beside its bound",
                  ours=found["answer"], peer=ANSWER_MS, limit=1, unit="ms")  # fmt: skip
    yield at_most(
        "from an answer to the Overview, beside its bound",
        ours=found["overview"],
        peer=OVERVIEW_S,
        limit=1,
        unit="s",
    )


def measure() -> dict[str, float]:
    """Publish a template, start the product, answer."""
    import home

    home.prepare()
    key, session = publish()
    from cocreate_server.cli import processes

    running = processes.start_all("127.0.0.1", home.PORT)
    try:
        processes.wait_until_ready("127.0.0.1", home.PORT, running)
        page, headers = get(f"/s/{key}")
        script = re.search(r'src="(/static/[^"]+)"', page)[1]
        weights = {"page": float(headers["x-weight"]) / 1024, "widget": weight("/widget.js")}
        weights["page_and_script"] = weights["page"] + weight(script)
        return weights | {"overview": to_overview(key, session), "answer": crowd(key)}
    finally:
        processes.stop_all(running)


def publish() -> tuple[str, str]:
    """A survey of the relationship, open. Returns its key and the key of an owner's session."""
    from django.test import Client
    from django.utils import timezone

    from cocreate_server.ground.accounts.models import Membership, User, Workspace
    from cocreate_server.ground.core.audit import SHELL
    from cocreate_server.listen.surveys.services import survey_create, survey_publish
    from cocreate_surveys.templates import template

    workspace, now = Workspace.objects.create(slug="bench", name="Bench"), timezone.now()
    made = survey_create(
        workspace, name="Bench", definition=template("relationship_nps").make(), actor=SHELL, now=now
    )
    survey_publish(made, actor=SHELL, now=now)
    user = User.objects.create_user("owner@bench.example")
    Membership.objects.create(workspace=workspace, user=user, role="owner")
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return made.key, str(client.cookies["sessionid"].value)


def get(path: str, *, session: str = "") -> tuple[str, dict[str, str]]:
    """A page, and its headers with what it weighed on the wire."""
    status, headers, body = ask(
        "GET", path, headers={"Accept-Encoding": "gzip", "Cookie": f"sessionid={session}"}
    )
    assert status == http.client.OK, (path, status)  # noqa: S101 - a bench of nothing is none
    text = gzip.decompress(body) if headers.get("content-encoding") == "gzip" else body
    return text.decode(), headers | {"x-weight": str(len(body))}


def weight(path: str) -> float:
    """Compressed kilobytes."""
    return float(get(path)[1]["x-weight"]) / 1024


def ask(
    method: str, path: str, *, body: str | None = None, headers: dict[str, str] | None = None
) -> tuple[int, dict[str, str], bytes]:
    """One request on a connection of its own, as people's browsers make them."""
    import home

    connection = http.client.HTTPConnection("127.0.0.1", home.PORT, timeout=60)
    kind = {"Content-Type": "application/x-www-form-urlencoded"} if body else {}
    connection.request(method, path, body=body, headers={**(headers or {}), **kind})
    answer = connection.getresponse()
    read = answer.read()
    connection.close()
    return answer.status, {name.lower(): value for name, value in answer.getheaders()}, read


def send(path: str, fields: dict[str, object]) -> tuple[str, float]:
    """Send a screen's form. Returns where it leads, and the server's own time."""
    status, headers, _body = ask("POST", path, body=urlencode(fields, doseq=True))
    assert status == http.client.SEE_OTHER, status  # noqa: S101 - a bench of nothing is none
    location = urlsplit(headers["location"])
    return f"{location.path}?{location.query}", float(re.search(r"dur=([\d.]+)", headers["server-timing"])[1])


def answered(key: str, score: int, *, pause: float = 0) -> list[float]:
    """One response from the first screen to the last. Returns the server's time for each form."""
    page, _headers = get(f"/s/{key}")
    begin = re.search(r'name="begin" value="([^"]+)"', page)[1]
    time.sleep(pause)
    place, first = send(f"/s/{key}", {"screen": "page_1", "asked": "nps", "nps": score, "begin": begin})
    get(place)
    time.sleep(pause)
    fields = {
        "screen": "page_2",
        "asked": ["why", "change"],
        "why": "The teacher is patient, the room is small.",
    }
    _end, second = send(place.partition("?")[0], fields)
    return [first, second]


def crowd(key: str) -> float:
    """A hundred people who answer at once, each at their own pace: the time that 95 in 100 forms stay below, in ms."""
    times: list[float] = []
    draw = random.Random(1)  # noqa: S311 - paces, not secrets

    def person(pace: float, score: int) -> None:
        time.sleep(pace)
        for _response in range(RESPONSES_EACH):
            times.extend(answered(key, score, pause=pace))

    threads = [
        threading.Thread(target=person, args=(draw.uniform(0.5, 1.5) * SECONDS_A_SCREEN, draw.randint(0, 10)))
        for _one in range(PEOPLE)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(times)[int(0.95 * (len(times) - 1))]


def to_overview(key: str, session: str) -> float:
    """Seconds from an answer to an Overview that counts it; of fewer than five it shows none."""
    for _response in range(BEFORE):
        answered(key, 9)
    started = time.perf_counter()
    answered(key, 2)
    while counted(session) < BEFORE + 1 and time.perf_counter() - started < GIVE_UP_S:
        time.sleep(0.05)
    return time.perf_counter() - started


def counted(session: str) -> int:
    """How many answers the Overview's first measure rests on."""
    found = re.search(r'class="faint">n (\d+)', get("/w/bench/", session=session)[0])
    return int(found[1]) if found else 0


if __name__ == "__main__":
    print(json.dumps(measure()))
