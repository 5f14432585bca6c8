"""What a page asks of the network (4)."""

from pathlib import Path

from page_checks.viewer import Viewer, where


def request_problems(viewer: Viewer, path: Path) -> list[str]:
    """Requests other than for the file itself."""
    viewer.show(path).evaluate("scrollTo(0, document.body.scrollHeight)")
    others = [url for url in viewer.requests if url != path.resolve().as_uri()]
    viewer.figures.high("requests beside the file", len(others), where(path))
    return [f"asks for {url}" for url in others]
