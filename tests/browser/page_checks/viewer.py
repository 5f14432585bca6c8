"""One browser page that shows any file at any size and in any colour scheme."""

import base64
import io
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import matplotlib.image
import numpy as np
from playwright.sync_api import Browser, Page

WIDE, TABLET, PHONE = 1280, 768, 320
SCRIPTS = Path(__file__).parent


@dataclass(frozen=True)
class Scheme:
    """What a reader asks of the page's colours."""

    name: str
    colours: str = "light"
    forced: str = "none"


LIGHT = Scheme("light")
DARK = Scheme("dark", "dark")
FORCED = Scheme("forced colours", "light", "active")
FORCED_DARK = Scheme("forced colours, dark", "dark", "active")


@dataclass
class Figures:
    """The extremes that checks measured, each with the page it was met on."""

    extremes: dict[str, tuple[float, str]] = field(default_factory=dict)

    def low(self, name: str, value: float, where: str) -> None:
        """Keep the lowest value under a name."""
        if name not in self.extremes or value < self.extremes[name][0]:
            self.extremes[name] = (value, where)

    def high(self, name: str, value: float, where: str) -> None:
        """Keep the highest value under a name."""
        if name not in self.extremes or value > self.extremes[name][0]:
            self.extremes[name] = (value, where)


@cache
def script(name: str) -> str:
    """A JavaScript function of the file `<name>.js` beside this one."""
    return (SCRIPTS / f"{name}.js").read_text(encoding="utf-8")


class Viewer:
    """Shows pages in one tab of a browser, and keeps what they requested and what was measured."""

    def __init__(self, browser: Browser, figures: Figures) -> None:
        self.figures = figures
        self.requests: list[str] = []
        self.page: Page = browser.new_page()
        self.page.set_default_timeout(15_000)
        self.page.on("request", lambda request: self.requests.append(request.url))

    def show(
        self, path: Path, width: int = WIDE, scheme: Scheme = LIGHT, opened: bool = True
    ) -> Page:
        """Load the file afresh. `opened` opens every <details>, whose text is hidden otherwise."""
        page = self.page
        if page.viewport_size != (size := {"width": width, "height": 900}):
            page.set_viewport_size(size)
        self.recolour(scheme)
        self.requests.clear()
        page.goto(path.resolve().as_uri())
        if opened:
            page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")
        return page

    def recolour(self, scheme: Scheme) -> None:
        """Have the page that is shown follow another colour scheme."""
        self.page.emulate_media(color_scheme=scheme.colours, forced_colors=scheme.forced)

    def picture(self) -> np.ndarray:
        """The whole page that is shown: red, green and blue of each pixel, from 0 to 1."""
        size = self.page.evaluate(
            "({width: innerWidth, height: document.documentElement.scrollHeight})"
        )
        session = self.page.context.new_cdp_session(self.page)
        # Compressed little, as the browser's own protocol can, it takes half the time.
        settings = {
            "optimizeForSpeed": True,
            "captureBeyondViewport": True,
            "clip": {"x": 0, "y": 0, **size, "scale": 1},
        }
        png = base64.b64decode(session.send("Page.captureScreenshot", settings)["data"])
        session.detach()
        return matplotlib.image.imread(io.BytesIO(png), format="png")[:, :, :3]

    def measure(self, name: str, *arguments: object) -> list[dict]:
        """Run the function of `<name>.js` in the page that is shown."""
        return self.page.evaluate(script(name), list(arguments))


def where(path: Path) -> str:
    """A page's name in messages: its folder and file."""
    return f"{path.parent.name}/{path.name}"
