# SPDX-License-Identifier: EUPL-1.2
"""How often the question „nennt der Text eine Gruppe?“ is right: the figures of the docs.

`./run bench concerns` prints the table, `./run bench concerns --write` puts it into
docs/explanation/no-ethnic-data.md. All texts are invented and lie in tests/kernel/concerns/.
"""

import sys
from dataclasses import dataclass
from pathlib import Path

from rundertisch.kernel.concerns import concerns

ROOT = Path(__file__).parents[1]
TEXTS = ROOT / "tests" / "kernel" / "concerns"
PAGE = ROOT / "docs" / "explanation" / "no-ethnic-data.md"
BEGIN, END = "<!-- figures -->\n", "<!-- end of figures -->"
AS_THEY_OCCUR = {  # names stand in sentences, as an official writes them
    "surnames": ("Frau {} hat angerufen.", "Familie {}, Platz ab Montag."),
    "places": ("Die Wohnung liegt in {}.", "Bus bis {}, dann zu Fuß."),
}
KINDS = {
    "ordinary": "ordinary sentences that pass",
    "surnames": "surnames that pass",
    "places": "names of places that pass",
    "naming": "sentences that name a group, asked about",
    "unseen_ordinary": "unseen ordinary sentences that pass",
    "unseen_naming": "unseen sentences that name a group, asked about",
}


@dataclass(frozen=True, slots=True)
class Count:
    """How many of the texts of one kind were treated right."""

    right: int
    of: int


def lines(*, kind: str) -> list[str]:
    """Return the texts of one kind."""
    return (TEXTS / f"{kind}.txt").read_text(encoding="utf-8").splitlines()


def asked(*, kind: str, line: str) -> bool:
    """Say whether anything of this line would be asked about."""
    sentences = AS_THEY_OCCUR.get(kind, ("{}",))
    return any(concerns(text=sentence.format(line)) for sentence in sentences)


def counts() -> dict[str, Count]:
    """Count every kind."""
    found = {}
    for kind in KINDS:
        texts, names_a_group = lines(kind=kind), kind.endswith("naming")
        right = sum(asked(kind=kind, line=line) == names_a_group for line in texts)
        found[kind] = Count(right=right, of=len(texts))
    return found


def table() -> str:
    """Return the figures as the page shows them."""
    found = counts()
    rows = [f"| {what} | {found[kind].right} of {found[kind].of} |" for kind, what in KINDS.items()]
    seen, unseen = (
        _precision_and_recall(found=found, prefix=prefix, passing=passing)
        for prefix, passing in (
            ("", ("ordinary", "surnames", "places")),
            ("unseen_", ("ordinary",)),
        )
    )
    return "\n".join(
        [
            "| | |",
            "|---|---|",
            *rows,
            f"| precision and recall, all texts above the unseen | {seen} |",
            f"| precision and recall, unseen | {unseen} |",
            "",
        ]
    )


def _precision_and_recall(*, found: dict[str, Count], prefix: str, passing: tuple[str, ...]) -> str:
    naming = found[f"{prefix}naming"]
    wrongly = sum(found[prefix + kind].of - found[prefix + kind].right for kind in passing)
    return f"{naming.right / (naming.right + wrongly):.3f}, {naming.right / naming.of:.3f}"


def main() -> None:
    """Print the table, and write it where it belongs when asked to."""
    print(table())
    if "--write" in sys.argv:
        page = PAGE.read_text(encoding="utf-8")
        before, rest = page.split(BEGIN)
        after = rest.split(END)[1]
        PAGE.write_text(f"{before}{BEGIN}{table()}{END}{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
