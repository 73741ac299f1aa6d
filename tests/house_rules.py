# SPDX-License-Identifier: EUPL-1.2
"""The house rules as small questions over files and syntax trees; `test_house*` ask them.

Every function takes what it judges as an argument, so that each test can first show it a planted
offence: a rule that cannot fail is no rule.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "src" / "rundertisch"
NOT_OURS = {
    ".git",
    ".hypothesis",
    ".import_linter_cache",
    ".mypy_cache",
    ".pytest_cache",
    ".ruff_cache",
    ".rundertisch",
    ".venv",
    "__pycache__",
    "build",
    "dist",
    "node_modules",
    "rundertisch.egg-info",
}
NO_ROOMS = {"engine", "kernel", "site", "cli"}

MOST_FILE_LINES, MOST_FUNCTION_LINES, MOST_TEMPLATE_LINES = 500, 60, 150
MOST_VIEW_LINES, MOST_ROOM_FILES = 25, 12

# What a file of a room may import from its own room (HOUSE: "A room holds these files").
MAY_IMPORT: dict[str, set[str]] = {
    "models": set(),
    "policies": {"models"},
    "queries": {"models"},
    "actions": {"models", "queries", "policies"},
    "planning": {"models", "queries", "actions"},
    "forms": {"models", "queries"},
    # a page may hand a list out as a file, or take one in
    "views": {"forms", "planning", "actions", "queries", "policies", "models", "exchange"},
    "urls": {"views"},
    "exchange": {"models", "queries", "actions"},
    "jobs": {"actions", "planning"},
    "registry": set(),
    "demo": {"models", "queries", "actions", "planning", "exchange"},
    "apps": {"queries", "models", "policies", "actions"},
}
ROOM_FOLDERS = {"locale", "migrations", "templates"}


def all_files(*, under: Path = ROOT) -> Iterator[Path]:
    """Yield every file that belongs to the project, folder by folder, in a stable order."""
    for path in sorted(under.iterdir()):
        if path.name in NOT_OURS or path.is_symlink():
            continue
        if path.is_dir():
            yield from all_files(under=path)
        else:
            yield path


def files(*, suffix: str, under: Path = ROOT) -> list[Path]:
    """Return the project's files of one kind."""
    return [path for path in all_files(under=under) if path.suffix == suffix]


def shown(path: Path) -> str:
    """Return the path as a reader of the repository knows it."""
    return path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else path.as_posix()


def rooms() -> list[Path]:
    """Return the folders of the rooms that exist."""
    folders = (path for path in sorted(PACKAGE.iterdir()) if (path / "apps.py").is_file())
    return [path for path in folders if path.name not in NO_ROOMS]


def room_entries(room: Path) -> list[str]:
    """Return the names of a room's files and folders of code (a folder counts as one file)."""
    return [path.stem for path in sorted(room.iterdir()) if path.name not in NOT_OURS]


def strange_entries(entries: list[str]) -> list[str]:
    """Return what has no place in a room."""
    return [name for name in entries if name not in {"__init__", *MAY_IMPORT, *ROOM_FOLDERS}]


def counted_files(entries: list[str]) -> int:
    """Return how many files of code a room holds; what Django needs does not count."""
    return len([n for n in entries if n not in {"__init__", "apps", *ROOM_FOLDERS}])


def imported_modules(source: str) -> list[str]:
    """Return every module that a source text imports, wherever in the file."""
    names: list[str] = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.append(node.module)
            names += [f"{node.module}.{alias.name}" for alias in node.names]
    return names


def wrong_neighbours(*, room: str, part: str, source: str) -> list[str]:
    """Return the files of its own room that this file may not import."""
    own = re.compile(rf"^rundertisch\.{room}\.(\w+)")
    parts = {found[1] for name in imported_modules(source) if (found := own.match(name))}
    anywhere = {part, "registry"}  # what higher rooms entered is there for the whole room
    return sorted((parts & set(MAY_IMPORT)) - MAY_IMPORT.get(part, set()) - anywhere)


def strange_visitors(*, room: str, source: str) -> list[str]:
    """Return forms and plannings of *other* rooms that a file imports."""
    pattern = re.compile(r"^rundertisch\.(\w+)\.(forms|planning|views)$")
    found = [hit for name in imported_modules(source) if (hit := pattern.match(name))]
    return sorted({hit[0] for hit in found if hit[1] not in {room, "kernel"}})


def part_of_room(path: Path, *, room: Path) -> str:
    """Return which file of the room a path is: `queries/waiting.py` is part of `queries`."""
    return Path(path.relative_to(room).parts[0]).stem


def heading_faults(source: str) -> list[str]:
    """Return what is missing at the head of a Python file."""
    faults = []
    first_lines = source.splitlines()[:2]
    if "# SPDX-License-Identifier: EUPL-1.2" not in first_lines:
        faults.append("no SPDX line")
    if not ast.get_docstring(ast.parse(source)):
        faults.append("no docstring that says what it is")
    return faults


def long_functions(source: str, *, most: int, only_views: bool = False) -> list[str]:
    """Return functions with more lines than allowed (views: those that take a request first)."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        if only_views and [a.arg for a in node.args.args[:1]] != ["request"]:
            continue
        if (lines := (node.end_lineno or 0) - node.lineno + 1) > most:
            found.append(f"{node.name} ({lines} lines)")
    return found


def bare_exceptions(source: str) -> list[str]:
    """Return lines that silence a tool without saying why.

    Good: ``# noqa: N802  (the name is given by logging)`` and
    ``# type: ignore[misc]  # django-stubs does not know partials``.
    """
    codes = r":\s*[A-Z]+\d+(?:\s*,\s*[A-Z]+\d+)*|\[[\w, -]+\]"
    silenced = re.compile(rf"#\s*(?:noqa|type:\s*ignore)(?:{codes})?(?P<why>.*)")
    found = []
    for line in source.splitlines():
        match = silenced.search(line)
        words = re.findall(r"[^\W\d_]{3,}", match["why"]) if match else []
        if match and not words:
            found.append(line.strip())
    return found


def clock_readings(source: str) -> list[str]:
    """Return the calls that read the clock, however they are spelled."""
    readings = {"now", "today", "localdate", "localtime", "utcnow"}
    return [
        ast.unparse(node)
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in readings
    ]


def traces(text: str) -> list[str]:
    """Return registry hosts, and paths of one machine, that stand in a text."""
    hosts = r"(?:py" + r"pi|python" + r"hosted|registry\.npm" + r"js)\.org|deb\.deb" + r"ian\.org"
    places = r"(?<![\w.$}])/(?:work|root|home/\w+|farm)/[\w.]+"
    return re.findall(f"{hosts}|{places}", text)


def files_past_the_kernel(source: str) -> list[str]:
    """Return how a source text makes a file by itself instead of by `kernel.files.answer`."""
    ways = (
        r"Content-Disposition|\bJsonResponse\(|\bFileResponse\(|\bStreamingHttpResponse\("
        r"|HttpResponse\([^)]*content_type"
    )
    return re.findall(ways, source)


def hidden_rules(source: str) -> list[str]:
    """Return habits that hide what happens (R11, R12): the action says it instead."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ClassDef):
            bases = {ast.unparse(base).split(".")[-1] for base in node.bases}
            found += sorted(bases & {"Manager", "ModelForm"})
            found += [
                n.name for n in node.body if isinstance(n, ast.FunctionDef) and "Model" in bases
            ]
            if node.name == "Meta":
                names = [ast.unparse(n.targets[0]) for n in node.body if isinstance(n, ast.Assign)]
                found += [name for name in names if name == "ordering"]
    wanted = {"Manager", "ModelForm", "ordering", "save", "delete", "clean"}
    signals = [n for n in imported_modules(source) if n.startswith("django.db.models.signals")]
    return sorted({*(name for name in found if name in wanted), *signals})


def texts_of(source: str) -> list[str]:
    """Return the texts of a Python file without its docstrings."""
    tree = ast.parse(source)
    holders = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    said = {ast.get_docstring(n, clean=False) for n in ast.walk(tree) if isinstance(n, holders)}
    constants = (node.value for node in ast.walk(tree) if isinstance(node, ast.Constant))
    return [text for text in constants if isinstance(text, str) and text not in said]


def unkind_words(text: str) -> list[str]:
    """Return words that people are not to read here: wrong, boastful or hurtful (UI, DOMAIN 6)."""
    words = (
        r"\b(erfolg(?=reich)|flüchtl(?=ingskind)|frühwarn|klicken sie|asylant|sozialschmarotzer)"
    )
    return re.findall(words, text, flags=re.IGNORECASE)
