"""What the Tab key reaches (8, 12)."""

from pathlib import Path

from page_checks.viewer import Viewer, where

MOST_STOPS = 300
STOP = """
() => {
  const e = document.activeElement;
  if (!e || e === document.body || e === document.documentElement) return null;
  const label = document.getElementById(e.getAttribute('aria-labelledby'));
  const style = getComputedStyle(e);
  return {
    tag: e.tagName.toLowerCase(), role: e.getAttribute('role'), href: e.getAttribute('href'),
    named: Boolean((e.ariaLabel || label && label.textContent || '').trim()),
    name: (e.ariaLabel || label && label.textContent || e.textContent).trim().slice(0, 40),
    outline: style.outlineStyle === 'none' ? 0 : parseFloat(style.outlineWidth),
    seen: e.getBoundingClientRect().right > 0 && e.getBoundingClientRect().bottom > 0,
    number: [...document.querySelectorAll('*')].indexOf(e),
  };
}
"""


def tab_stops(viewer: Viewer, path: Path) -> list[dict]:
    """Each element that the Tab key comes to, from the top of the page to its end."""
    page = viewer.show(path)
    stops: list[dict] = []
    while len(stops) < MOST_STOPS:
        page.keyboard.press("Tab")
        stop = page.evaluate(STOP)
        if stop is None or (stops and stop["number"] == stops[0]["number"]):
            break
        stops.append(stop)
    return stops


def tab_stop_problems(viewer: Viewer, path: Path) -> list[str]:
    """Tab stops that do nothing, or that nobody could see (12)."""
    stops = tab_stops(viewer, path)
    viewer.figures.high("most tab stops, all details open", len(stops), where(path))
    problems = []
    for stop in stops:
        region = stop["role"] == "region" and stop["named"]
        what = f"{stop['tag']} '{stop['name']}'"
        if not (region or stop["tag"] in ("summary", "button") or stop["href"]):
            problems.append(f"a tab stop that does nothing: {what}")
        if stop["outline"] < 2:
            problems.append(f"no focus to be seen: {what}")
        if not stop["seen"]:
            problems.append(f"out of sight with the focus on it: {what}")
    return problems


def skip_link_problems(viewer: Viewer, path: Path) -> list[str]:
    """A first tab stop that is not a link past the header, or does not work (8)."""
    page = viewer.show(path)
    page.keyboard.press("Tab")
    first = page.evaluate(STOP)
    if first is None or not (first["href"] or "").startswith("#"):
        return [f"the first tab stop is no skip link: {first and first['name']}"]
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    if not page.evaluate("Boolean(document.activeElement.closest('main'))"):
        return ["after the skip link, the next tab stop is not in main"]
    return []
