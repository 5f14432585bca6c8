"""Find the Chromium of this machine: none is ever downloaded."""

import os
import shutil
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
MISSING = (
    "No Chromium was found: install it (Debian and Ubuntu: apt-get install chromium), "
    "or name its program in the variable CHROMIUM."
)
QUIET = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Scrolling by keys has its effect at once.
    "--disable-smooth-scrolling",
    # A scroll bar that takes room would make 320 pixels fewer.
    "--hide-scrollbars",
)


def find_chromium() -> str | None:
    """The program to run: that of the variable CHROMIUM, else the first on PATH."""
    named = os.environ.get("CHROMIUM")
    if named:
        return shutil.which(named)
    return next((found for name in NAMES if (found := shutil.which(name))), None)


if __name__ == "__main__":
    if find_chromium() is None:
        sys.exit(MISSING)
