# SPDX-License-Identifier: EUPL-1.2
"""What we ship to the browser: unchanged, licensed, complete, ours alone, and small."""

import gzip
import hashlib
import json
import re
from pathlib import Path

from django.core.management import call_command
from django.test import override_settings

from rundertisch import kernel

ROOT = Path(__file__).parents[2]
STATIC = Path(kernel.__file__).parent / "static"
SUMS = [line.split("  ") for line in (ROOT / "vendor/SHA256SUMS").read_text().splitlines()]


def test_every_vendored_file_is_what_the_list_says_and_none_is_missing() -> None:
    for digest, name in SUMS:
        assert hashlib.sha256((ROOT / name).read_bytes()).hexdigest() == digest, name
    listed = {ROOT / name for _, name in SUMS}
    fonts = ROOT / "src/rundertisch/kernel/fonts"
    folders = (STATIC / "kern", STATIC / "htmx", fonts, ROOT / "tests/journeys/axe")
    assert listed == {path for folder in folders for path in folder.rglob("*") if path.is_file()}


def test_every_vendored_folder_brings_its_licence() -> None:
    for name in ("kern/LICENSE.md", "kern/fonts/OFL.txt", "htmx/LICENSE"):
        assert (STATIC / name).stat().st_size > 400


def test_every_address_in_our_styles_is_a_file_of_ours() -> None:
    for css in (STATIC / "rt/rt.css", *(STATIC / "kern").glob("*.css")):
        for address in re.findall(r"url\(\"?([^)\"]+)", css.read_text(encoding="utf-8")):
            assert address.startswith("data:") or (css.parent / address).is_file(), address


def test_our_styles_have_one_side_only_by_logic_and_no_colours_of_their_own() -> None:
    css = (STATIC / "rt/rt.css").read_text(encoding="utf-8")
    assert not re.search(
        r"(margin|padding|border|inset)-(left|right)|text-align: (left|right)", css
    )
    assert not re.search(r"#[0-9a-f]{3,8}\b(?<!#000)(?<!#fff)", css)


def test_our_script_stays_small() -> None:
    assert len((STATIC / "rt/rt.js").read_text(encoding="utf-8").splitlines()) <= 40


def test_a_first_visit_on_a_cheap_phone_costs_less_than_300_kilobytes() -> None:
    packed = [STATIC / "kern/kern.min.css", STATIC / "rt/rt.css", STATIC / "rt/rt.js"]
    packed.append(STATIC / "htmx/htmx.min.js")
    size = sum(len(gzip.compress(path.read_bytes())) for path in packed)
    size += sum(path.stat().st_size for path in (STATIC / "kern/fonts").glob("*.woff2"))
    assert size < 300_000


def test_the_letters_cover_the_languages_of_the_public_pages() -> None:
    text = (ROOT / "vendor/refresh").read_text(encoding="utf-8")
    ranges = re.findall(r"U\+([0-9A-F]+)-([0-9A-F]+)", text)
    for letter in "äßéșțĂğİışŁżйЩїєґъ–„“":
        assert any(int(a, 16) <= ord(letter) <= int(b, 16) for a, b in ranges), letter


def test_every_static_file_is_collected_under_a_name_that_changes_with_it(tmp_path: Path) -> None:
    storages = {
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}
    }
    with override_settings(STATIC_ROOT=tmp_path, STORAGES=storages):
        call_command("collectstatic", interactive=False, verbosity=0)
    names = json.loads((tmp_path / "staticfiles.json").read_text(encoding="utf-8"))["paths"]
    style = (tmp_path / names["rt/rt.css"]).read_text(encoding="utf-8")
    assert names["kern/fonts/fira-sans-Regular.woff2"].removeprefix("kern/") in style
    assert (tmp_path / f"{names['kern/kern.min.css']}.gz").is_file()
