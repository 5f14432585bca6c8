"""Render an executed notebook as one small, self-contained HTML page."""

import hashlib
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, partial
from typing import Any

import mistune
from markupsafe import Markup, escape
from nbconvert import TemplateExporter
from nbformat import NotebookNode

from analysis.build.data import DataTable, csv_name
from analysis.build.dependencies import TEMPLATES, Origin
from analysis.build.parameters import read_parameters
from analysis.build.plan import Report
from analysis.display import slug
from analysis.errors import ReportError

OPTIONAL = "optional"
"""Tag of the cells of a section that is left out where nothing of it is available."""


@dataclass(frozen=True)
class Section:
    """An entry of a page's contents."""

    anchor: str
    text: str


class _Prose(mistune.HTMLRenderer):
    """Markdown of the notebooks, with the anchors that the contents link to."""

    def heading(self, text: str, level: int, **attributes: Any) -> str:
        anchor = slug(re.sub(r"<[^>]+>", "", text))
        return f'<h{level} id="{anchor}">{text}</h{level}>\n'

    def image(self, text: str, url: str, title: str | None = None) -> str:
        raise ReportError(f"a picture in a text, '{url}': a page loads nothing from elsewhere")


def prose(markdown: str) -> str:
    """Markdown as HTML; any HTML in it is shown as text."""
    convert = mistune.create_markdown(renderer=_Prose(escape=True), plugins=["table"])
    return str(convert(markdown))


def described(svg: str, alt: str) -> Markup:
    """The SVG as an image with its text alternative, for a screen reader and for the PDF."""
    anchor = f"alt-{hashlib.sha256(svg.encode()).hexdigest()[:8]}"
    opening = f'<svg role="img" aria-labelledby="{anchor}" '
    title = f'><title id="{anchor}">{escape(alt)}</title>'
    return Markup(svg.replace("<svg ", opening, 1).replace(">", title, 1))


def refuse_picture(source: str) -> str:
    """Raise ReportError: a picture that no chart function made has no text alternative."""
    raise ReportError(f"a picture without a text alternative, made by: {source.splitlines()[-1]}")


@cache
def _exporter() -> TemplateExporter:
    # Not HTMLExporter, which parses and writes again what the template has written.
    exporter = TemplateExporter(
        template_name="council",
        template_extension=".html.j2",
        extra_template_basedirs=[str(TEMPLATES)],
        default_preprocessors=[],  # none is used, and each would have the notebook checked again
    )
    exporter.register_filter("prose", prose)
    exporter.register_filter("described", described)
    exporter.register_filter("refuse_picture", refuse_picture)
    return exporter


@cache
def _style() -> Markup:
    return Markup((TEMPLATES / "council" / "style.css").read_text(encoding="utf-8"))


def render(
    report: Report, notebook: NotebookNode, tables: Sequence[DataTable], origin: Origin
) -> str:
    """The page of a report. Raises ReportError for a heading, chart or table that stands twice."""
    cells = [cell for section in _by_section(notebook.cells) for cell in _shown(section)]
    page = {
        "title": report.analysis.title,
        "subject": report.subject,
        "sections": _sections(cells),
        "parameters": shown_parameters(report),
        "notebook": f"{report.analysis.name}.ipynb",
        "origin": origin,
        "style": _style(),
        "has_tables": bool(tables),
        "csv_name": partial(csv_name, report.analysis.name),
    }
    body = notebook.copy()
    body["cells"] = cells[1:]  # the title is in the page's header
    html, _ = _exporter().from_notebook_node(body, resources={"page": page})
    refuse_repeated_ids(html)
    return re.sub(r"\n\s*\n+", "\n", html).strip() + "\n"


def refuse_repeated_ids(html: str) -> None:
    """Raise ReportError where an id stands twice: two headings, charts or tables are alike."""
    ids = Counter(re.findall(r'\bid="([^"]+)"', html))
    repeated = [name for name, times in ids.items() if times > 1]
    if repeated:
        raise ReportError(
            f"'{repeated[0]}' stands twice; every heading, chart and table is to differ"
        )


def _by_section(cells: Sequence[NotebookNode]) -> list[list[NotebookNode]]:
    """Return the cells from each heading `## ...` to the next; first those above all of them."""
    sections: list[list[NotebookNode]] = [[]]
    for cell in cells:
        if cell.cell_type == "markdown" and cell.source.startswith("## "):
            sections.append([])
        sections[-1].append(cell)
    return sections


def _shown(section: Sequence[NotebookNode]) -> Sequence[NotebookNode]:
    """Return the cells of a section, none where all are optional and nothing is available."""
    if not all(OPTIONAL in cell.metadata.get("tags", []) for cell in section):
        return section
    outputs = [output for cell in section for output in cell.get("outputs", [])]
    available = any("not_available" not in output.get("metadata", {}) for output in outputs)
    return section if available or not outputs else []


def _sections(cells: Sequence[NotebookNode]) -> Sequence[Section]:
    texts = [
        heading
        for cell in cells
        if cell.cell_type == "markdown"
        for heading in re.findall(r"^## +(.+?)\s*$", cell.source, re.MULTILINE)
    ]
    return [Section(slug(text), text) for text in texts]


def shown_parameters(report: Report) -> list[tuple[str, str, str]]:
    """Return name, value and explanation of each parameter, as this report used it."""
    values = report.values
    return [
        (name, _written(values.get(name, declared.default)), declared.help.strip())
        for name, declared in read_parameters(report.analysis.notebook).items()
    ]


def _written(value: Any) -> str:
    return "not set" if str(value) == "None" else str(value)
