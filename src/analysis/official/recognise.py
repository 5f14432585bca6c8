"""What a file is, told by what it holds and never by its name; its tables as text."""

import csv
import hashlib
import io
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from analysis.errors import DataError, listing

ENCRYPTED = 0x1
LARGEST_MEMBER = 500_000_000
"""Bytes. The largest table of the releases has 12 million: more than this is something else."""

FIRST_LINE = 16_000
"""Bytes that hold the first line of any csv."""

UTF_16 = ("text in UTF-16", "save it as CSV in UTF-8")
OTHERS = {
    b"\xd0\xcf\x11\xe0": (
        "a workbook with a password, or one in the old .xls format",
        "save it as .xlsx without a password",
    ),
    b"%PDF": ("a PDF", ""),
    b"\xff\xfe": UTF_16,
    b"\xfe\xff": UTF_16,
}
"""How a file of another kind begins → what it is, and what to do."""

Rows = tuple[tuple[str, ...], ...]


class NotARelease(DataError):
    """A file that is nothing that can be imported, which in a folder is passed over.

    `reason` is what it is instead; `broken` says that it is no csv, zip or workbook at all.
    """

    def __init__(self, reason: str, advice: str = "", broken: bool = False) -> None:
        super().__init__(f"{reason}; {advice}" if advice else reason)
        self.reason = reason
        self.broken = broken


@dataclass(frozen=True)
class Grid:
    """A csv or a sheet: where it is for messages, its name, and its cells as text.

    Of a csv `rows` has the header alone, and `read` gives all of it as bytes.
    """

    where: str
    name: str
    rows: Rows
    read: Callable[[], bytes] | None = None


@dataclass(frozen=True)
class File:
    """A file by its content: kind is `zip`, `workbook` or `csv`; when its workbook was made."""

    path: Path
    kind: str
    sha256: str
    grids: tuple[Grid, ...]
    made: datetime | None = None

    @property
    def names(self) -> list[str]:
        """The names of its tables."""
        return [grid.name for grid in self.grids]


def read_file(path: Path) -> File:
    """Return a file with its tables; of a csv only the first line is read yet.

    Raises NotARelease for what is no zip, workbook or text, with what it is instead and what to
    do, and DataError for one that is damaged, has a password or cannot be read.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise DataError(f"{path} cannot be read: {error.strerror}") from None
    sha256 = hashlib.sha256(content).hexdigest()
    if not content.startswith(b"PK"):
        _refuse_others(path, content)
        grid = Grid(str(path), path.name, _header(content), lambda: content)
        return File(path, "csv", sha256, (grid,))
    try:
        names = zipfile.ZipFile(io.BytesIO(content)).namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        raise DataError(
            f"{path} is a zip or workbook that is cut short or damaged: download it again"
        ) from None
    if "xl/workbook.xml" not in names:
        return File(path, "zip", sha256, tuple(_members(path, content)))
    return _workbook(path, content, sha256)


def _refuse_others(path: Path, content: bytes) -> None:
    start = content[:2000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    known = [told for lead, told in OTHERS.items() if content.startswith(lead)]
    if start.startswith((b"<!doctype html", b"<html", b"<head", b"<body")):
        advice = "the download gave a page instead of the file: download it again"
        known = [("a web page", advice)]
    elif not content.strip():
        known = [("empty", "the download was cut short: download it again")]
    elif b"\0" in content[:2000]:
        known.append(("no text", ""))
    for what, advice in known:
        raise NotARelease(f"{path} is {what}, not a zip, csv or workbook", advice, broken=True)


def _members(path: Path, content: bytes) -> Iterator[Grid]:
    """Each file of a zip, of which what turns out to be of no use is never unpacked."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for member in archive.infolist():
            where = f"{path}: {member.filename}"
            if member.is_dir():
                continue
            if member.flag_bits & ENCRYPTED:
                raise DataError(f"{where} has a password: save the zip without one")
            unpack = partial(_unpack, where, content, member)
            header = _header(unpack(FIRST_LINE))
            yield Grid(where, member.filename, header, unpack)


def _unpack(
    where: str, content: bytes, member: zipfile.ZipInfo, most: int = LARGEST_MEMBER
) -> bytes:
    if member.file_size > LARGEST_MEMBER:
        raise DataError(f"{where} is larger than any table of a release")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive, archive.open(member) as stream:
            return stream.read(most)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
        raise DataError(f"{where} is damaged ({error}): download the zip again") from None


def _header(content: bytes) -> Rows:
    """The cells of the first line; none where it is no line of a csv in UTF-8."""
    try:
        text = content[:FIRST_LINE].split(b"\n", 1)[0].decode("utf-8-sig").strip("\r")
        return (tuple(next(csv.reader([text]), [])),)
    except (UnicodeDecodeError, csv.Error):
        return ((),)


def _workbook(path: Path, content: bytes, sha256: str) -> File:
    """The visible sheets of a workbook. Raises DataError for one that is damaged."""
    import openpyxl

    try:
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        grids = tuple(
            Grid(f"{path}: sheet '{sheet.title}'", sheet.title, _cells(sheet))
            for sheet in book.worksheets
            if sheet.sheet_state == "visible"
        )
        made = book.properties.created
        book.close()
    except (zipfile.BadZipFile, KeyError, ValueError, TypeError, OSError, SyntaxError) as error:
        raise DataError(f"{path} is a damaged workbook ({error}): download it again") from None
    return File(path, "workbook", sha256, grids, made)


def _cells(sheet: Any) -> Rows:
    rows = [[_text(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]
    width = max(map(len, rows), default=0)
    return tuple((*row, *[""] * (width - len(row))) for row in rows)


def _text(value: object) -> str:
    """A number in full without an exponent, text with single spaces."""
    if isinstance(value, float):
        return f"{value:.6f}".rstrip("0").rstrip(".")
    return "" if value is None else re.sub(r"\s+", " ", str(value)).strip()


def unlike(file: File, expected: str) -> NotARelease:
    """Return the error for a file that can be read and is no release that is known."""
    what = "a workbook" if file.kind == "workbook" else "a text file"
    opening = [cell for grid in file.grids for row in grid.rows[:8] for cell in row]
    if file.kind == "workbook":
        opening = [cell for cell in opening if cell]
    return NotARelease(
        f"{file.path} is not recognised: {what} that begins with {listing(map(repr, opening[:8]))}",
        f"expected {expected}",
    )
