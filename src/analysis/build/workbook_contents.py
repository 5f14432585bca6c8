"""What goes into the workbook of a folder of reports, without what it takes to write one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from analysis.build.data import DataTable
from analysis.build.dependencies import Origin
from analysis.build.subject import Subject

NAME = "tables.xlsx"


@dataclass(frozen=True)
class Contents:
    """What a workbook is of and was made from, for its cover."""

    subject: Subject
    origin: Origin
    older: Sequence[str] = ()
    """Titles of the reports that were made from other data, or by another version."""


def workbook_of(contents: Contents, tables: Mapping[str, Sequence[DataTable]]) -> bytes:
    """What `workbook.workbook` returns, imported where this is called: that takes long."""
    from analysis.build.workbook import workbook

    return workbook(contents, tables)
