"""Where the reference figures come from: the sidecar beside each file in `data/raw/dfe`."""

import tomllib
from dataclasses import dataclass, fields
from pathlib import Path

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
