"""The wheel as strangers meet it: built, looked into, installed into an empty environment, and run there without Node."""

import json
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
import zipfile
from collections.abc import Iterator
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Self
from urllib.request import HTTPCookieProcessor, OpenerDirector, build_opener

import psutil
import pytest

from architecture.sources import ROOT

pytestmark = pytest.mark.slow

LINK = re.compile(r"http://127\.0\.0\.1:\d+/start/\S+")
ASSET = re.compile(r"""(?:href|src)="(/static/[^"]+)\"""")
UNREACHABLE = re.compile(
    r"dns error|failed to lookup|connection refused|network is unreachable|timed out", re.IGNORECASE
)
START_WITHIN_SECONDS = 400
STOP_WITHIN_SECONDS = 60
CSV = "shop,nps\nRiverside,9\nRiverside,10\nStation,3\nStation,8\n"


def uv(*arguments: str | Path) -> str:
    """Run uv; where it cannot reach any registry, there is nothing to test with."""
    program = subprocess.check_output([str(ROOT / "tools/find-uv")], text=True).strip()
    done = subprocess.run(
        [program, *map(str, arguments)], capture_output=True, text=True, check=False, timeout=600, cwd=ROOT
    )
    if done.returncode and UNREACHABLE.search(done.stderr):
        pytest.skip(f"no registry can be reached: {done.stderr.strip().splitlines()[-1]}")
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    out = tmp_path_factory.mktemp("dist")
    uv("build", "--quiet", "--wheel", "--out-dir", out, ROOT)
    (built,) = out.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel) -> Iterator[Path]:
    """An environment that holds the product and nothing else, in the versions of the lock.

    It lies beside pytest's own folders: those are closed anew by each run that starts, and an embedded server that
    root starts runs as another user.
    """
    with tempfile.TemporaryDirectory(prefix="cocreate-wheel-") as folder:
        yield environment(Path(folder) / "venv", f"cocreate[server] @ {wheel.as_uri()}")


@pytest.fixture(scope="module")
def light(wheel, tmp_path_factory) -> Path:
    """An environment that holds the library and its command line only."""
    return environment(tmp_path_factory.mktemp("library") / "venv", f"cocreate @ {wheel.as_uri()}")


def environment(place: Path, what: str) -> Path:
    uv("venv", "--quiet", "--python", sys.executable, place)
    lock = ROOT / "requirements/lock.txt"
    uv("pip", "install", "--quiet", "--python", place / "bin/python", "--constraint", lock, what)
    return place


@pytest.fixture
def bare(tmp_path) -> dict[str, str]:
    """Surroundings without ours; whoever starts Node in them leaves a mark."""
    traps = tmp_path / "traps"
    traps.mkdir()
    for name in ("node", "npm", "npx", "uv", "git"):
        (traps / name).write_text(f"#!/bin/sh\necho {name} >> {tmp_path}/started\nexit 97\n")
        (traps / name).chmod(0o755)
    return {"PATH": f"{traps}:/usr/bin:/bin", "HOME": str(tmp_path), "LANG": "C.UTF-8"}


@pytest.fixture
def home() -> Iterator[Path]:
    """A data directory whose path is short enough for a socket; what still runs there afterwards is ended."""
    with tempfile.TemporaryDirectory(prefix="cocreate-") as folder:
        yield Path(folder)
        for process in running(folder):
            process.kill()


def running(folder: str) -> list[psutil.Process]:
    """Processes that were started with the folder in their command."""
    found = []
    for process in psutil.process_iter():
        try:
            if any(folder in part for part in process.cmdline()) and process.status() != psutil.STATUS_ZOMBIE:
                found.append(process)
        except psutil.Error:
            continue
    return found


def shell(place: Path, *arguments: str, env: dict[str, str], cwd: Path) -> subprocess.CompletedProcess[str]:
    command = [str(place / "bin/cocreate"), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, env=env, cwd=cwd, timeout=120)


def test_everything_is_inside(wheel):
    names = set(zipfile.ZipFile(wheel).namelist())
    manifest = "cocreate_server/ground/ui/static/built/manifest.json"
    assert manifest in names
    with zipfile.ZipFile(wheel) as archive:
        built = json.loads(archive.read(manifest))
    for asset in built.values():
        there = f"cocreate_server/ground/ui/static/{asset}"
        assert {there, f"{there}.gz", f"{there}.br"} <= names
    assert "cocreate_server/locale/zh_Hans/LC_MESSAGES/django.mo" in names
    for package in ("cocreate", "cocreate_files", "cocreate_surveys", "cocreate_cli", "cocreate_server"):
        assert f"{package}/py.typed" in names
    for source in (ROOT / "src").rglob("*"):
        if source.is_file() and ("templates" in source.parts or source.parent.name == "migrations"):
            assert str(source.relative_to(ROOT / "src")) in names or source.suffix == ".pyc"
    assert any(name.endswith("licenses/NOTICE") for name in names)


def test_nothing_else_is_inside(wheel):
    tops = {name.split("/")[0] for name in zipfile.ZipFile(wheel).namelist()}
    assert {top for top in tops if not top.endswith(".dist-info")} == {
        "cocreate",
        "cocreate_cli",
        "cocreate_files",
        "cocreate_server",
        "cocreate_surveys",
    }


def test_the_library_works_by_itself(light, bare, tmp_path):
    (tmp_path / "feedback.csv").write_text(CSV)
    done = shell(
        light, "scores", "feedback.csv", "--score", "nps", "--format", "json", env=bare, cwd=tmp_path
    )
    assert done.returncode == 0, done.stderr
    (found,) = json.loads(done.stdout)
    assert (found["measure"], found["value"], found["n"]) == ("nps", 25.0, 4)
    refused = shell(light, "demo", env=bare, cwd=tmp_path)
    assert refused.returncode != 0
    assert "cocreate[server]" in refused.stderr


def test_the_demo_runs_without_node(installed, bare, home, tmp_path):
    """Started, opened by its link, looked at, stopped by Ctrl-C: nothing was missing and nothing is left."""
    with Demo(installed, bare, home, tmp_path) as demo:
        browser = build_opener(HTTPCookieProcessor(CookieJar()))
        address, overview = page(browser, demo.link)
        assert address.endswith("/w/lighthouse/")
        assert "NPS" in overview
        assert not re.search(r"""<(?:link|script|img)[^>]*(?:href|src)="(?:https?:)?//""", overview)
        origin = demo.link.split("/start/")[0]
        assets = set(ASSET.findall(overview))
        assert any(".css" in asset for asset in assets)
        assert any(".js" in asset for asset in assets)
        for asset in assets:
            assert page(browser, origin + asset)[1], asset
        assert running(str(home))
        demo.stop()
        assert demo.process.returncode == 0, demo.told()
    assert not left_over(home)
    assert not (tmp_path / "started").exists(), (tmp_path / "started").read_text()


class Demo:
    """A running `cocreate demo`, with what it says."""

    def __init__(self, place: Path, env: dict[str, str], home: Path, cwd: Path) -> None:
        command = [str(place / "bin/cocreate"), "demo", "--port", "18700", "--home", str(home)]
        self.log = (cwd / "demo.err").open("w+")
        self.process = subprocess.Popen(
            command,
            env=env,
            cwd=cwd,
            stdout=subprocess.PIPE,
            stderr=self.log,
            text=True,
            start_new_session=True,
        )
        self.link = ""

    def __enter__(self) -> Self:
        alarm = threading.Timer(START_WITHIN_SECONDS, self.process.kill)
        alarm.start()
        for line in self.process.stdout or ():
            if found := LINK.search(line):
                self.link = found[0]
                break
        alarm.cancel()
        if not self.link:
            told = self.told()
            self.__exit__()
            raise AssertionError(f"no link was printed: {told}")
        return self

    def stop(self) -> None:
        self.process.send_signal(signal.SIGINT)
        self.process.communicate(timeout=STOP_WITHIN_SECONDS)

    def told(self) -> str:
        self.log.seek(0)
        return self.log.read()[-3000:]

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            for child in [*psutil.Process(self.process.pid).children(recursive=True)]:
                child.kill()
            self.process.kill()
            self.process.communicate()
        self.log.close()


def page(browser: OpenerDirector, address: str) -> tuple[str, str]:
    with browser.open(address, timeout=60) as answer:
        assert answer.status == 200, address
        return answer.geturl(), answer.read().decode()


def left_over(home: Path) -> list[psutil.Process]:
    """What still runs there, given a moment: the database stops after its last user."""
    give_up = time.monotonic() + STOP_WITHIN_SECONDS
    while (found := running(str(home))) and time.monotonic() < give_up:
        time.sleep(0.5)
    return found
