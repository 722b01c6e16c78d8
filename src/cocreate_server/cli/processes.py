"""Starting web and worker as children, and stopping all of it cleanly."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from types import FrameType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

STOP_WITHIN_SECONDS = 20
READY_WITHIN_SECONDS = 60


class Stopped(Exception):
    """Somebody asked us to stop."""


def manage(*arguments: str) -> str:
    """Run one of Django's commands in a process of its own, so that its memory goes with it. Returns what it printed."""
    command = [sys.executable, "-m", "cocreate_server", *arguments]
    done = subprocess.run(command, check=False, stdout=subprocess.PIPE, text=True)  # noqa: S603 - our own program
    if done.returncode:
        raise SystemExit(done.returncode)
    return done.stdout


def free_port(host: str, wanted: int) -> int:
    """The wanted port, or the next one nobody listens on."""
    for port in range(wanted, wanted + 50):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError:
                continue
            return port
    raise SystemExit(f"Ports {wanted} to {wanted + 49} on {host} are all taken; choose another with --port.")


def start_all(host: str, port: int) -> "list[subprocess.Popen[bytes]]":
    """Start the web server and the worker."""
    web = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port)]
    web += [
        "--workers",
        "1",
        "--blocking-threads",
        "4",
        "--no-ws",
        "--log-level",
        "warning",
        "cocreate_server.wsgi:application",
    ]
    worker = [sys.executable, "-m", "cocreate_server.worker"]
    # a session of their own: Ctrl-C reaches only us, and we stop them in order
    return [subprocess.Popen(command, start_new_session=True) for command in (web, worker)]  # noqa: S603


def wait_until_ready(host: str, port: int, processes: "Sequence[subprocess.Popen[bytes]]") -> None:
    """Wait until the web server says that it is ready."""
    give_up = time.monotonic() + READY_WITHIN_SECONDS
    while time.monotonic() < give_up:
        if any(process.poll() is not None for process in processes):
            stop_all(processes)
            raise SystemExit("A process ended while starting; its last words stand above.")
        try:
            with urllib.request.urlopen(f"http://{host}:{port}/readyz", timeout=5):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    stop_all(processes)
    raise SystemExit(f"The server was not ready after {READY_WITHIN_SECONDS} s.")


def watch(processes: "Sequence[subprocess.Popen[bytes]]") -> int:
    """Wait until somebody stops us or a process ends; then stop them all. Returns the exit code."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _stop)
    try:
        while all(process.poll() is None for process in processes):
            time.sleep(0.5)
    except Stopped:
        stop_all(processes)
        return 0
    stop_all(processes)
    return 1


def stop_all(processes: "Sequence[subprocess.Popen[bytes]]") -> None:
    """Ask each process to end, and end it where it does not."""
    for process in processes:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
    for process in processes:
        try:
            process.wait(STOP_WITHIN_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise Stopped
