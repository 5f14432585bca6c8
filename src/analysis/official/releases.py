"""Where the reference figures come from: the sidecar beside each file in `data/raw/dfe`."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from pathlib import Path

from analysis.display.parts import SourceItem
from analysis.display.words import listed
from analysis.errors import DataError


@dataclass(frozen=True)
class Release:
    """The publication that a reference file was transcribed from."""

    title: str
    publisher: str
    release: str
    table: str
    licence: str
    url: str
    sha256: str

    @property
    def citation(self) -> str:
        """How a chart names the release."""
        return f"{self.publisher}, {self.release}"

    @property
    def details(self) -> str:
        """What a list of sources says after the title, which is not said again."""
        if not self.release.startswith(self.title):
            return f". {self.publisher}: {self.release}. {self.table}. {self.licence}."
        years = f": {self._years}" if self._years else ""
        return f". {self.publisher}{years}. From: {self.table}. {self.licence}."

    @property
    def source_item(self) -> SourceItem:
        """Return how a list of sources names the release."""
        return SourceItem(self.title, self.details, self.citation, self.url)

    @property
    def _years(self) -> str:
        """`January 2010 to 2018`, where the release is its title with the years in brackets."""
        return self.release.removeprefix(self.title).strip(" ()")


def merged(releases: Iterable[Release]) -> list[Release]:
    """Each release once: what differs in its years or tables alone is put together.

    The checksum is that of the first, for one release may have come in several files.
    """
    same: dict[tuple[str, ...], list[Release]] = {}
    for one in releases:
        named = one.title if one.release.startswith(one.title) else one.release
        same.setdefault((one.title, named, one.publisher, one.licence, one.url), []).append(one)
    return [_together(ones) for ones in same.values()]


def _together(ones: list[Release]) -> Release:
    first = ones[0]
    tables = listed(list(dict.fromkeys(one.table for one in ones)))
    years = "; ".join(dict.fromkeys(one._years for one in ones if one._years))
    if len(ones) == 1 or not years:
        return replace(first, table=tables)
    return replace(first, table=tables, release=f"{first.title} ({years})")


def cite(releases: Iterable[Release]) -> str:
    """How a chart names releases, each once."""
    return "; ".join(dict.fromkeys(release.citation for release in merged(releases)))


def read_sidecar(path: Path) -> Release:
    """The sidecar of a reference file. Raises DataError where it is missing or not right."""
    sidecar = path.with_suffix(".toml")
    try:
        text = tomllib.loads(sidecar.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise DataError(f"{sidecar} is missing: it says where {path.name} comes from") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise DataError(f"{sidecar} is not valid TOML: {error}") from None
    for field in fields(Release):
        if not isinstance(text.get(field.name), str):
            raise DataError(f"{sidecar}: '{field.name}' is missing")
    if not text["url"].startswith(("https://", "http://")):
        raise DataError(
            f"{sidecar}: url is '{text['url']}'; an address that begins with https:// was expected"
        )
    return Release(**{field.name: text[field.name] for field in fields(Release)})
