"""pyproject.toml, requirements.lock and environment.yml say the same.

The checks are functions from text to a list of problems, so that made-up bad text can
show that each of them finds what it is there to find.
"""

import re
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import InvalidRequirement, Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]
PROMISED = ("make reports", "make test", "make test-browser")

PLACES = {
    "an address": r"://",
    "an index": r"--(extra-)?index-url|(^|\s)-i\s",
    "a place to find packages": r"--find-links|(^|\s)-f\s",
    "a file address": r"file:",
    "an absolute path": r"(^|[\s=\"'(@,])(/|~/|[A-Za-z]:[\\/]|\\\\)[^\s\\]",
}
"""Whatever would tie the lock to one machine or to one place to download from."""


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


# ------------------------------------------------------------------------------ the checks


def lock_entries(lock: str) -> tuple[list[Requirement], list[str]]:
    """Return the packages of a lock, and what is wrong with how they are written."""
    text = re.sub(r"(?m)^\s*#.*$|\s#.*$", "", lock)
    entries, problems = [], []
    for line in re.sub(r"\\\n", " ", text).splitlines():
        if not line.strip():
            continue
        head, *options = re.split(r"\s+(?=--)", line.strip())
        try:
            entry = Requirement(head)
        except InvalidRequirement:
            problems.append(f"not a package: {line.strip()}")
            continue
        pins = [s.version for s in entry.specifier if s.operator == "=="]
        if entry.url or len(entry.specifier) != 1 or not pins or "*" in pins[0]:
            problems.append(f"not pinned: {head}")
        hashes = [o for o in options if re.fullmatch(r"--hash=sha256:[0-9a-f]{64}", o)]
        if not hashes or hashes != options:
            problems.append(f"not sha256 hashes alone: {head} {options}")
        entries.append(entry)
    return entries, problems


def lock_problems(lock: str) -> list[str]:
    """Return what is wrong with a lock by itself."""
    problems = [
        f"line {number} has {what}: {line.strip()}"
        for number, line in enumerate(lock.splitlines(), start=1)
        for what, pattern in PLACES.items()
        if re.search(pattern, line)
    ]
    entries, unreadable = lock_entries(lock)
    return problems + unreadable + ([] if entries else ["no packages"])


def declared(pyproject: str) -> list[Requirement]:
    """Return every dependency of the project: to run it, to develop it and to build it."""
    table = tomllib.loads(pyproject)
    extras = table["project"].get("optional-dependencies", {})
    texts = [*table["project"]["dependencies"], *table["build-system"]["requires"]]
    return [
        Requirement(text) for text in [*texts, *(t for extra in extras.values() for t in extra)]
    ]


def dependency_problems(pyproject: str, lock: str) -> list[str]:
    """Return the dependencies that the lock does not have as pyproject.toml wants them."""
    problems = []
    entries, _ = lock_entries(lock)
    for wanted in declared(pyproject):
        if wanted.marker is not None and not wanted.marker.evaluate():
            continue
        locked = [e for e in entries if canonicalize_name(e.name) == canonicalize_name(wanted.name)]
        if not any(e.marker is None or e.marker.evaluate() for e in locked):
            problems.append(f"not in the lock: {wanted}")
        for entry in locked:
            version = str(entry.specifier).removeprefix("==")
            if not wanted.specifier.contains(version, prereleases=True):
                problems.append(f"locked at {version}: {wanted}")
    return problems


def environment_problems(environment: str, pyproject: str) -> list[str]:
    """Return where environment.yml departs from pyproject.toml and the lock."""
    dependencies = yaml.safe_load(environment)["dependencies"]
    wanted = SpecifierSet(tomllib.loads(pyproject)["project"]["requires-python"])
    packages = {
        r.name: r for r in map(Requirement, filter(lambda d: isinstance(d, str), dependencies))
    }
    problems = [f"not from the lock: {name}" for name in packages if name not in {"python", "pip"}]
    if "python" not in packages or packages["python"].specifier != wanted:
        problems.append(f"python is not {wanted}: {packages.get('python')}")
    if "pip" not in packages:
        problems.append("pip is missing, which the pip section needs")
    sections = [d for d in dependencies if not isinstance(d, str)]
    if sections != [{"pip": ["-r requirements.lock"]}]:
        problems.append(f"the pip section is not the lock alone: {sections}")
    return problems


def missing(text: str, wanted: tuple[str, ...]) -> list[str]:
    """Return the wanted commands that the text does not have as whole words."""
    return [w for w in wanted if not re.search(rf"(?<![\w-]){re.escape(w)}(?![\w-])", text)]


def make_targets(makefile: str) -> set[str]:
    """Return the targets that a Makefile defines by name."""
    return set(re.findall(r"(?m)^([a-z-]+):(?!=)", makefile))


def unknown_targets(document: str, makefile: str) -> list[str]:
    """Return the `make` commands in a document's code for which there is no target."""
    named = re.findall(r"(?m)(?:`|^\s*(?:\$ )?)make ([a-z-]+)\b", document)
    return sorted(set(named) - make_targets(makefile))


# ---------------------------------------------------------------------- the files as found


def test_lock_is_complete_and_tied_to_no_place():
    assert lock_problems(read("requirements.lock")) == []
    assert dependency_problems(read("pyproject.toml"), read("requirements.lock")) == []
    assert environment_problems(read("environment.yml"), read("pyproject.toml")) == []


def test_every_dependency_is_explained():
    text = read("docs/dependencies.md")
    assert not [
        one.name for one in declared(read("pyproject.toml")) if f"**{one.name}**" not in text
    ]


def test_tools_take_the_oldest_python_of_the_project():
    table = tomllib.loads(read("pyproject.toml"))
    assert table["project"]["requires-python"] == ">=3.11"
    assert (table["tool"]["ruff"]["target-version"], table["tool"]["mypy"]["python_version"]) == (
        "py311",
        "3.11",
    )
    assert "--python-version 3.11" in read("Makefile")


def test_promised_commands_exist():
    makefile = read("Makefile")
    assert missing(read("README.md"), PROMISED) == []
    assert set(PROMISED) <= {line.strip() for line in read(".ci/run").splitlines()}
    for document in [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]:
        assert unknown_targets(document.read_text(encoding="utf-8"), makefile) == [], document
    assert {p.removeprefix("make ") for p in PROMISED} <= make_targets(makefile)
    run = ("--require-hashes -r requirements.lock", "--no-deps --no-build-isolation -e .")
    assert missing(re.sub(r"\\\n\s*", "", makefile), (*run, "-m analysis build")) == []


# ------------------------------------------------------------- the checks find what is bad

HASH = "--hash=sha256:" + "0" * 64
LOCK = f"""\
# Made with a tool.
pandas==3.0.1 \\
    {HASH} \\
    {HASH}
    # via example (pyproject.toml)
setuptools==80.0 {HASH}
colorama==0.4.6 ; sys_platform == 'win32' {HASH}
pytest==9.0.0 ; python_full_version >= '3.11' {HASH}
"""
PYPROJECT = """\
[build-system]
requires = ["setuptools>=77"]
[project]
requires-python = ">=3.11"
dependencies = ["pandas[excel]>=3.0"]
[project.optional-dependencies]
dev = ["pytest>=8"]
"""
ENVIRONMENT = "dependencies: ['python>=3.11', pip, pip: [-r requirements.lock]]"


def test_good_text_gives_no_problems():
    assert lock_problems(LOCK) == []
    assert dependency_problems(PYPROJECT, LOCK) == []
    assert environment_problems(ENVIRONMENT, PYPROJECT) == []
    other = PYPROJECT.replace("pytest>=8", "pytest>=8; sys_platform == 'none'")
    assert dependency_problems(other, LOCK.replace("pytest==9.0.0", "six==1.17.0")) == []


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("six==1.17.0", "not sha256 hashes alone"),
        (f"six==1.17.0 {HASH[:-1]}", "not sha256 hashes alone"),
        (f"six==1.17.0 {HASH} --hash=sha1:{'0' * 40}", "not sha256 hashes alone"),
        (f"six>=1.17.0 {HASH}", "not pinned"),
        (f"six==1.* {HASH}", "not pinned"),
        (f"six {HASH}", "not pinned"),
        (f"six @ https://example.org/six.whl {HASH}", "an address"),
        (f"six @ file:six.whl {HASH}", "a file address"),
        ("--extra-index-url packages", "an index"),
        ("-i packages", "an index"),
        ("--find-links wheels", "a place to find packages"),
        ("./six.whl", "not a package"),
        ("# made by /usr/bin/tool", "an absolute path"),
        ("# --cache-dir=/srv/cache", "an absolute path"),
        ("# via ~/project/pyproject.toml", "an absolute path"),
        (r"# via C:\project\pyproject.toml", "an absolute path"),
        (r"# via \\server\project", "an absolute path"),
    ],
)
def test_bad_lock_line_is_found(line, problem):
    assert problem in " ".join(lock_problems(LOCK + line + "\n"))
    assert lock_problems("# nothing\n") == ["no packages"]


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("pandas==3.0.1", "pandas==2.3.3", "locked at 2.3.3: pandas"),
        ("pandas==3.0.1", "polars==1.0", "not in the lock: pandas"),
        ("pytest==9.0.0", "pytest-cov==9.0.0", "not in the lock: pytest"),
        (">= '3.11'", "< '3.11'", "not in the lock: pytest"),
        ("setuptools==80.0", "wheel==80.0", "not in the lock: setuptools"),
    ],
)
def test_lock_without_a_dependency_is_found(old, new, problem):
    (found,) = dependency_problems(PYPROJECT, LOCK.replace(old, new))
    assert found.startswith(problem)


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("3.11", "3.12", "python is not"),
        ("'python>=3.11', ", "", "python is not"),
        ("pip, ", "", "pip is missing"),
        ("pip, ", "pip, pandas, ", "not from the lock: pandas"),
        (", pip: [-r requirements.lock]", "", "the pip section"),
        ("lock]", "lock, -e .]", "the pip section"),
    ],
)
def test_environment_that_departs_is_found(old, new, problem):
    (found,) = environment_problems(ENVIRONMENT.replace(old, new, 1), PYPROJECT)
    assert found.startswith(problem)


def test_missing_commands_are_found():
    wanted = ("make reports", "make test")
    assert missing("run make tests, then make reports-all", wanted) == list(wanted)
    assert missing("run `make reports` and\nmake test", wanted) == []
    assert make_targets("test: a b\n\techo x: y\ntest-all:\nA := b\n") == {"test", "test-all"}
    document = "Make sure. `make bench`\n\n    make docs\n$ make test"
    assert unknown_targets(document, "test:\n") == ["bench", "docs"]
