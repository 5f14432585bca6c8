"""Rule violations that axe-core finds (1)."""

from functools import cache
from importlib.resources import files
from pathlib import Path

from page_checks.viewer import DARK, FORCED, LIGHT, PHONE, WIDE, Viewer

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN = """
async tags => {
  const result = await axe.run(document, {
    runOnly: {type: 'tag', values: tags}, resultTypes: ['violations'], elementRef: false,
  });
  return result.violations.map(rule => ({
    id: rule.id, impact: rule.impact, nodes: rule.nodes.map(node => node.target.join(' ')),
  }));
}
"""


@cache
def axe_script() -> str:
    """The JavaScript of axe-core."""
    return (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")


def axe_problems(viewer: Viewer, path: Path) -> list[str]:
    """Violations of WCAG 2.0 to 2.2, A and AA, and of best practice, all details open.

    Looked for at two widths in the light and the dark scheme, and in forced colours.
    """
    problems = []
    for width, schemes in ((WIDE, (LIGHT, DARK, FORCED)), (PHONE, (LIGHT, DARK))):
        page = viewer.show(path, width)
        page.evaluate(axe_script())
        for scheme in schemes:
            viewer.recolour(scheme)
            for rule in page.evaluate(RUN, TAGS):
                nodes = ", ".join(rule["nodes"][:3])
                problems.append(
                    f"{rule['id']} ({rule['impact']}) at {width} px, {scheme.name}: {nodes}"
                )
    return problems
