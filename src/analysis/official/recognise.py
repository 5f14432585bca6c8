"""What a file is: told by what it holds, never by what it is called."""

import csv
import hashlib
import io
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from analysis.errors import DataError, listing

ZIP, WORKBOOK, TEXT = "zip", "workbook", "text"

ENCRYPTED = 0x1
LARGEST_MEMBER = 500_000_000
"""Bytes. The largest table of the releases has 12 million: more than this is something else."""

FIRST_LINE = 16_000
"""Bytes that hold the first line of any csv."""

LEADS: tuple[tuple[bytes, str], ...] = (
    (b"\xd0\xcf\x11\xe0", "a workbook with a password, or one in the old .xls format"),
    (b"%PDF", "a PDF"),
    (b"\x1f\x8b", "a gzip file"),
    (b"7z\xbc\xaf", "a 7-Zip file"),
    (b"Rar!", "a RAR file"),
    (b"\xff\xfe", "text in UTF-16"),
    (b"\xfe\xff", "text in UTF-16"),
)
ADVICE = {
    "a workbook with a password, or one in the old .xls format": (
        "save it as .xlsx without a password"
    ),
    "a web page": "the download gave a page instead of the file: download it again",
    "text in UTF-16": "save it as CSV in UTF-8",
    "empty": "the download was cut short: download it again",
}
CLAIMS = (".zip", ".csv", ".xlsx", ".xlsm", ".xls")
"""Names that say that somebody takes the file for a release."""


class NotARelease(DataError):
    """A file that is nothing that can be imported, which in a folder is passed over.

    `reason` is what it is instead; `broken` says that it is no csv, zip or workbook at all.
    """

    def __init__(self, reason: str, advice: str = "", broken: bool = False) -> None:
        super().__init__(f"{reason}; {advice}" if advice else reason)
        self.reason = reason
        self.broken = broken


@dataclass(frozen=True)
class Csv:
    """One csv: where it is for messages, its name, its header, and how to read all of it."""

    where: str
    name: str
    header: tuple[str, ...]
    read: Callable[[], bytes]


@dataclass(frozen=True)
class File:
    """A file by its content: kind is `zip`, `workbook` or `text`."""

    path: Path
    kind: str
    content: bytes

    @property
    def sha256(self) -> str:
        """The checksum of the file as it was downloaded."""
        return hashlib.sha256(self.content).hexdigest()


def read_file(path: Path) -> File:
    """The file, recognised as a zip, a workbook or text.

    Raises NotARelease for anything else, with what it is instead and what to do, and DataError for
    a zip or workbook that is cut short and a file that cannot be read.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise DataError(f"{path} cannot be read: {error.strerror}") from None
    if content.startswith(b"PK"):
        return File(path, _kind_of_zip(path, content), content)
    what = _what(content)
    if what:
        reason = f"{path} is {what}, not a zip, csv or workbook"
        raise NotARelease(reason, ADVICE.get(what, ""), broken=True)
    return File(path, TEXT, content)


def claims_to_be_a_release(path: Path) -> bool:
    """Whether the name says zip, csv or workbook, so that a file that is none is worth an error."""
    return path.suffix.lower() in CLAIMS


def _kind_of_zip(path: Path, content: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        raise DataError(
            f"{path} is a zip or workbook that is cut short or damaged: download it again"
        ) from None
    return WORKBOOK if "xl/workbook.xml" in names else ZIP


def _what(content: bytes) -> str:
    for lead, what in LEADS:
        if content.startswith(lead):
            return what
    start = content[:2000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<!doctype html", b"<html", b"<head", b"<body")):
        return "a web page"
    if not content.strip():
        return "empty"
    return "no text" if b"\0" in content[:2000] else ""


def csv_tables(file: File) -> Iterator[Csv]:
    """Each member of a zip, or the file itself, with its first line as a header.

    Only first lines are read: what turns out to be of no use is never unpacked. Raises DataError
    for a zip that is damaged or has a password.
    """
    if file.kind == TEXT:
        yield Csv(str(file.path), file.path.name, _header(file.content), lambda: file.content)
        return
    with zipfile.ZipFile(io.BytesIO(file.content)) as archive:
        for member in archive.infolist():
            if member.is_dir():
                continue
            where = f"{file.path}: {member.filename}"
            if member.flag_bits & ENCRYPTED:
                raise DataError(f"{where} has a password: save the zip without one")
            start = _unpacked(where, archive, member, FIRST_LINE)
            yield Csv(
                where,
                member.filename,
                _header(start),
                partial(_unpacked, where, archive, member, LARGEST_MEMBER),
            )


def _unpacked(where: str, archive: zipfile.ZipFile, member: zipfile.ZipInfo, most: int) -> bytes:
    if member.file_size > LARGEST_MEMBER:
        raise DataError(f"{where} is larger than any table of a release")
    try:
        with archive.open(member) as stream:
            return stream.read(most)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
        raise DataError(f"{where} is damaged ({error}): download the zip again") from None


def _header(content: bytes) -> tuple[str, ...]:
    """The cells of the first line; none where it is no line of a csv in UTF-8."""
    try:
        text = content[:FIRST_LINE].split(b"\n", 1)[0].decode("utf-8-sig").strip("\r")
        return tuple(next(csv.reader([text]), []))
    except (UnicodeDecodeError, csv.Error):
        return ()


def unlike(where: str, what: str, header: tuple[str, ...], expected: str) -> NotARelease:
    """The error for a file that can be read and is no release that is known."""
    shown = listing([repr(column) for column in header[:8]])
    return NotARelease(
        f"{where} is not recognised: {what} that begins with {shown}", f"expected {expected}"
    )
