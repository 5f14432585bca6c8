"""What a folder of reports is about: a paper, or an authority."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from analysis.official.releases import Release, merged, read_sidecar
from analysis.papers.catalogue import Paper

AUTHORITIES = "authorities"
"""The folder of `reports/` with one folder an authority."""


@dataclass(frozen=True)
class Subject:
    """What the reports of one folder are about, in the words that they and their workbook use."""

    folder: str
    """Below `reports/`."""
    name: str
    context: str
    """The line above a report's title."""
    dated: str
    """What follows a report's title in that of the browser's window."""
    about: str
    """The line below a report's title."""
    all_reports: str
    """What the link to the index page says, which is one folder up."""
    tables_title: str
    citation: str
    intro: Sequence[str]
    sources: Sequence[Release]
    """Those that its reports may rest on."""
    id: str
    """What notebooks are given as their subject: a paper id or an ONS code."""
    data: Sequence[Path]
    """The files and folders that the reports rest on."""
    paper: Paper | None = None


def paper_subject(paper: Paper) -> Subject:
    """The reports on a paper, which rest on its folder and the reference figures beside it."""
    dfe = paper.folder.parents[1] / "dfe"
    return Subject(
        folder=paper.id,
        name=paper.council,
        context=" · ".join([paper.council, paper.meeting, paper.date]),
        dated=f"{paper.council}, {paper.date}",
        about=f"Paper: {paper.title}",
        all_reports="All papers and reports",
        tables_title=f"High needs funding, {paper.council}: tables on “{paper.title}”",
        citation=paper.citation,
        intro=[
            f"Paper: {paper.citation}.",
            paper.about,
            "Each claim transcribed from the paper has a verdict: whether it follows from what it "
            "rests on or, where the paper does not give that, that it is only stated.",
        ],
        sources=[read_sidecar(sidecar) for sidecar in sorted(dfe.glob("*.toml"))],
        id=paper.id,
        data=[dfe, paper.folder],
        paper=paper,
    )


def authority_subject(
    code: str, name: str, region: str, releases: Sequence[Release], imported: Path
) -> Subject:
    """The reports on an authority, which rest on imported releases: the file that names them."""
    return Subject(
        folder=f"{AUTHORITIES}/{code}",
        name=name,
        context=" · ".join([name, region, code]),
        dated=name,
        about="From the official releases as published, beside England, the region and statistical "
        "neighbours",
        all_reports="All authorities",
        tables_title=f"High needs funding, {name}: tables from official statistics",
        citation=f"{name} ({code}), {region}",
        intro=[
            f"Authority: {name}, ONS code {code}, {region}.",
            "The figures are from official releases as published.",
        ],
        sources=merged(releases),
        id=code,
        data=[imported],
    )
