"""Build the reports of two commits and compare every table by value.

Each commit is built in a folder below .cache/compare, which is kept for the next comparison, and
the present work tree in a copy. Authorities are built too where releases are at hand. Renamed
tables are matched by tests/renamed_tables.csv: `old` is a regular expression on the name without
analysis and ending, `new` the id. Numbers are the same to a millionth. Exit status: 0 when nothing
differs, 1 when something does, 2 when it could not be compared.
"""

import argparse
import csv
import json
import math
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from itertools import zip_longest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
KEPT, WORK_TREE, LOCK = ROOT / ".cache" / "compare", "work-tree", "requirements.lock"
RENAMED, RELEASES = ROOT / "tests" / "renamed_tables.csv", ROOT.parent / "shared" / "dfe"
# Odd cases of figures: very large and very small, hardly any plans, an area that began or ended.
AUTHORITIES = """Kent, Medway, Bromley, Rutland, Birmingham, City of London, Isles of Scilly,
North Northamptonshire, Northamptonshire, Cumberland""".replace("\n", " ").split(", ")
# As reports write numbers. `1.10` is none but a paragraph, and another one than `1.1`.
NUMBER = re.compile(r"-?(0|[1-9]\d*)(\.0|\.\d*[1-9])?(e[-+]?\d+)?")
Row = list[str]
Rules = list[tuple[str, re.Pattern[str], str]]


@dataclass
class Comparison:
    """What was counted, and the lines to print."""

    tables: int = 0
    cells: int = 0
    warnings: list[str] = field(default_factory=list)
    differences: list[str] = field(default_factory=list)

    def differs(self, *parts: str) -> None:
        """Add a difference."""
        self.differences.append(" | ".join(" ".join(part.split()) or "(none)" for part in parts))


def compare_folders(before: Path, after: Path, rules: Rules, authorities: bool) -> Comparison:
    """Compare the tables of two folders of reports."""
    found, matched = Comparison(), set()
    there = set(list_files(after, authorities, "claims.csv", "**/tables/*.csv"))
    for old in list_files(before, authorities, "claims.csv", "**/tables/*.csv"):
        new = find_new_name(old, rules, there - matched)
        if new is None:
            found.differs(place(old), "missing table")
        else:
            matched.add(new)
            compare_tables(before / old, after / new, place(new), found)
    for new in sorted(there - matched):
        found.differs(place(new), "new table")
    return found


def list_files(reports: Path, authorities: bool, *patterns: str) -> list[Path]:
    """Return the files of reports that match, relative to their folder."""
    left_out = {"failed"} if authorities else {"failed", "authorities"}
    files = {file.relative_to(reports) for pattern in patterns for file in reports.glob(pattern)}
    return sorted(file for file in files if file.parts[0] not in left_out)


def find_new_name(table: Path, rules: Rules, there: set[Path]) -> Path | None:
    """Return the file that a table is now, by the first rule that leads to one or by its name."""
    analysis, _, old = table.stem.partition("-")
    for of_analysis, pattern, new in rules:
        named = table.with_name(f"{analysis}-{new}.csv")
        if analysis == of_analysis and pattern.fullmatch(old) and named in there:
            return named
    return table if table in there else None


def place(table: Path) -> str:
    """Return the report and the name of a table."""
    return table.with_suffix("").as_posix().replace("/tables/", " | ")


def compare_tables(before: Path, after: Path, where: str, found: Comparison) -> None:
    """Compare two tables cell by cell."""
    found.tables += 1
    (old_header, *old_rows), (new_header, *new_rows) = read_table(before), read_table(after)
    columns = pair_columns(old_header, new_header, where, found)
    for label, old, new in pair_rows(old_rows, new_rows):
        if old is None or new is None:
            found.differs(where, label, "missing row" if old else "new row")
            continue
        for left, right in columns:
            found.cells += 1
            if not is_same(old[left], new[right]):
                found.differs(where, label, new_header[right], old[left], new[right])


def read_table(path: Path) -> list[Row]:
    """Return the rows of a csv file, the header first."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file)) or [[]]


def pair_columns(old: Row, new: Row, where: str, found: Comparison) -> list[tuple[int, int]]:
    """Pair columns by name, or by position where as many are there but headers were reworded."""
    if len(old) == len(new):
        reworded = [f"{a} → {b}" for a, b in zip(old, new, strict=True) if a != b]
        found.warnings += [f"warning | {where} | header | {change}" for change in reworded]
        if old == new or sorted(old) != sorted(new):
            return [(number, number) for number in range(len(old))]
    for name in sorted({*old} ^ {*new}):
        found.differs(where, "(header)", "missing column" if name in old else "new column", name)
    return [(old.index(name), new.index(name)) for name in old if name in new]


def pair_rows(old: list[Row], new: list[Row]) -> Iterator[tuple[str, Row | None, Row | None]]:
    """Pair rows in order, so that one row more or less leaves the others beside their own."""
    # One cell names a row, or two where the first repeats, as in claims.csv.
    width = 1 if len({row[0] for row in new}) == len(new) else 2
    labels = [[", ".join(row[:width]) for row in rows] for rows in (old, new)]
    for _, i, i_end, j, j_end in SequenceMatcher(None, *labels, autojunk=False).get_opcodes():
        for before, after in zip_longest(old[i:i_end], new[j:j_end]):
            yield ", ".join((before or after)[:width]), before, after


def is_same(old: str, new: str) -> bool:
    """Tell whether two cells are the same text or numbers that differ by a millionth at most."""
    numbers = old != new and NUMBER.fullmatch(old) and NUMBER.fullmatch(new)
    return old == new if not numbers else math.isclose(float(old), float(new), rel_tol=1e-6)


def read_rules(path: Path) -> Rules:
    """Return the renamed tables: analysis, what matches the old name, and the new id."""
    rows = csv.DictReader(path.read_text(encoding="utf-8").splitlines())
    return [(row["analysis"], re.compile(row["old"]), row["new"]) for row in rows]


def compare_bottom_lines(before: Path, after: Path, authorities: bool) -> Iterator[str]:
    """Tell each sentence of a bottom line that is gone or new."""
    for path in list_files(after, authorities, "**/*.ipynb"):
        old, new = (bottom_line(reports / path) for reports in (before, after))
        yield from (f"{path.with_suffix('')} - {line}" for line in old if line not in new)
        yield from (f"{path.with_suffix('')} + {line}" for line in new if line not in old)


def bottom_line(notebook: Path) -> list[str]:
    """Return the sentences of the bottom line that a notebook shows, none where it is missing."""
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"] if notebook.exists() else []
    shown = [out.get("metadata", {}) for cell in cells for out in cell.get("outputs", [])]
    lines = [data.get("bottom_line") or data.get("finding") for data in shown]
    # A list of sentences until bottom lines were one text.
    texts = [line.get("text") or " ".join(line["sentences"]) for line in lines if line]
    return [sentence for text in texts for sentence in re.split(r"(?<=[.?!]) (?=[^a-z])", text)]


def run(folder: Path, *arguments: str | Path, allowed: Sequence[int] = (0,)) -> str:
    """Return what git or Python, on the library in a folder, printed. Exit with 2 if it failed."""
    own = folder / ".venv" / "bin" / "python"
    python = [own if own.exists() else sys.executable] if arguments[0] != "git" else []
    command = [*python, *arguments]
    environment = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
    environment |= {"PYTHONPATH": str(folder / "src"), "ANALYSIS_ROOT": str(folder)}
    ran = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)
    if ran.returncode not in allowed:
        print(*command, *(ran.stdout + ran.stderr).splitlines()[-15:], sep="\n", file=sys.stderr)
        sys.exit(2)
    return ran.stdout + ran.stderr


def check_out(commit: str) -> Path:
    """Return the folder of a commit, a work tree of git with nothing built in it at first."""
    folder = KEPT / run(ROOT, "git", "rev-parse", "--verify", f"{commit}^{{commit}}")[:12]
    if not (folder / ".git").exists():
        # By force: `make clean` removes the folder, and git still has it on its list.
        run(ROOT, "git", "worktree", "add", "--force", "--detach", folder, commit)
        shutil.rmtree(folder / "reports")
    return folder


def copy_work_tree() -> Path:
    """Return a folder with the files of the present work tree, and with what was built there."""
    folder = KEPT / WORK_TREE
    for name in ("src", "notebooks", "data/raw"):
        shutil.rmtree(folder / name, ignore_errors=True)
    listed = run(ROOT, "git", "ls-files", "-z", "--cached", "--others", "--exclude-standard")
    for name in listed.split("\0"):
        if (ROOT / name).is_file() and not name.startswith(("reports/", "tests/")):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)
    return folder


def build(folder: Path, releases: list[Path]) -> list[str]:
    """Build the reports in a folder, and return a line for each that failed."""
    stamp = folder / ".cache" / "compared.txt"
    wanted = "\n".join(["papers", *(f"{path} {path.stat().st_mtime_ns}" for path in releases)])
    built = stamp.read_text(encoding="utf-8") if stamp.exists() else ""
    if folder.name != WORK_TREE and built.startswith(wanted):
        return []
    stamp.unlink(missing_ok=True)
    print(f"Building {folder.name}{', authorities too' if releases else ''}", file=sys.stderr)
    if (folder / LOCK).read_bytes() != (ROOT / LOCK).read_bytes():
        run(folder, "-m", "venv", folder / ".venv")
        run(folder, "-m", "pip", "install", "-qq", "--require-hashes", "-r", LOCK)
    # The metadata beside the library, by which jupyter_client finds the kernels of a build.
    run(folder, "-c", "import setuptools; setuptools.setup()", "-q", "egg_info")
    said = run(folder, "-m", "analysis", "build", allowed=(0, 1))
    if releases:
        shutil.rmtree(folder / "data" / "processed" / "official", ignore_errors=True)
        run(folder, "-m", "analysis", "import", *releases)
        chosen = [word for name in AUTHORITIES for word in ("--authorities", name)]
        said += run(folder, "-m", "analysis", "build", *chosen, allowed=(0, 1))
    failed = [line for line in said.splitlines() if line.startswith("FAILED")]
    if not failed:
        stamp.write_text(wanted, encoding="utf-8")
    return [f"{folder.name}: {line} (its tables are of its last good build)" for line in failed]


def main() -> int:
    """Build both, print each difference and a summary, and return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("before", help="a commit")
    parser.add_argument("after", nargs="?", help="another; without it, the present work tree")
    parser.add_argument("--releases", type=Path, default=RELEASES, help="folder of releases")
    parser.add_argument("--papers", action="store_true", help="only the papers, no authorities")
    parser.add_argument("--bottom-lines", action="store_true", help="show changed sentences too")
    options = parser.parse_args()
    # The releases of plans and the two workbooks, which every commit can import.
    files = [] if options.papers else sorted(options.releases.resolve().glob("*"))
    releases = [file for file in files if file.suffix in (".zip", ".xlsx")]
    before = check_out(options.before)
    after = check_out(options.after) if options.after else copy_work_tree()
    failed = [*build(before, releases), *build(after, releases)]
    reports = before / "reports", after / "reports"
    found = compare_folders(*reports, read_rules(RENAMED), bool(releases))
    changed = compare_bottom_lines(*reports, bool(releases)) if options.bottom_lines else ()
    found.differences += failed
    count = f"{found.tables} tables, {found.cells} cells compared, {len(found.differences)} differ"
    print(*found.warnings, *found.differences, *changed, count, sep="\n")
    return int(bool(found.differences))


if __name__ == "__main__":
    sys.exit(main())
