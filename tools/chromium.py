"""Make sure that a Chromium for the browser tests is there: the machine's, the distribution's package, or Playwright's own."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FONT = "fonts-noto-cjk"


def main() -> int:
    """Find or install it; say what is missing where that is not possible."""
    if find():
        return 0
    print("Installing Chromium for the browser tests …")
    if shutil.which("apt-get") and os.geteuid() == 0:
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        subprocess.run(["apt-get", "update"], check=False, **quiet)
        subprocess.run(
            ["apt-get", "install", "-y", "--no-install-recommends", "chromium", FONT], check=False, **quiet
        )
    if not find():
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)
    if find() or own():
        return 0
    print("No Chromium could be installed; install the package 'chromium' and run again.", file=sys.stderr)
    return 1


def find() -> str | None:
    """The machine's Chromium."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


def own() -> bool:
    """Whether Playwright has its own."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        return Path(playwright.chromium.executable_path).exists()


if __name__ == "__main__":
    sys.exit(main())
