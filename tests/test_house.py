# SPDX-License-Identifier: EUPL-1.2
"""The house rules that can be read from the files alone; each first fails on a planted offence."""

from tests import house_rules as house

PLANTED = "import datetime\n\ndef view(request):\n" + "    x = 1  # noqa\n" * 70


def test_a_room_holds_its_named_files_and_no_others() -> None:
    assert house.strange_entries(["models", "utils", "helpers"]) == ["utils", "helpers"]
    for room in house.rooms():
        assert not house.strange_entries(house.room_entries(room)), room.name


def test_a_room_holds_at_most_twelve_files() -> None:
    assert house.counted_files([f"file{number}" for number in range(13)]) > house.MOST_ROOM_FILES
    for room in house.rooms():
        assert house.counted_files(house.room_entries(room)) <= house.MOST_ROOM_FILES, room.name


def test_a_file_of_a_room_imports_only_the_lower_files_of_its_room() -> None:
    bad = "from rundertisch.schooling import actions, models"
    assert house.wrong_neighbours(room="schooling", part="queries", source=bad) == ["actions"]
    for room in house.rooms():
        for path in house.files(suffix=".py", under=room):
            part = house.part_of_room(path, room=room)
            wrong = house.wrong_neighbours(room=room.name, part=part, source=path.read_text())
            assert not wrong or part == "migrations", (house.shown(path), wrong)


def test_nobody_imports_forms_views_or_planning_of_another_room() -> None:
    bad = "from rundertisch.offers.planning import propose"
    assert house.strange_visitors(room="cases", source=bad) == ["rundertisch.offers.planning"]
    for room in house.rooms():
        for path in house.files(suffix=".py", under=room):
            wrong = house.strange_visitors(room=room.name, source=path.read_text())
            assert not wrong, (house.shown(path), wrong)


def test_every_python_file_names_its_licence_and_says_what_it_is() -> None:
    assert len(house.heading_faults(PLANTED)) == len(["SPDX", "docstring"])
    for path in house.files(suffix=".py"):
        faults = house.heading_faults(path.read_text())
        assert not faults, (house.shown(path), faults)


def test_no_file_is_longer_than_500_lines() -> None:
    assert len(("x\n" * 501).splitlines()) > house.MOST_FILE_LINES
    for path in house.files(suffix=".py"):
        assert len(path.read_text().splitlines()) <= house.MOST_FILE_LINES, house.shown(path)


def test_no_template_is_longer_than_150_lines() -> None:
    templates = house.files(suffix=".html", under=house.PACKAGE)
    assert templates, "no template found: the rule looks in the wrong place"
    for path in templates:
        assert len(path.read_text().splitlines()) <= house.MOST_TEMPLATE_LINES, house.shown(path)


def test_no_function_is_longer_than_60_lines_and_no_view_longer_than_25() -> None:
    most, views = house.MOST_FUNCTION_LINES, house.MOST_VIEW_LINES
    assert house.long_functions(PLANTED, most=most) == ["view (71 lines)"]
    assert house.long_functions(PLANTED, most=views, only_views=True) == ["view (71 lines)"]
    for path in house.files(suffix=".py"):
        assert not house.long_functions(path.read_text(), most=most), house.shown(path)
    for room in [*house.rooms(), house.PACKAGE / "kernel", house.PACKAGE / "site"]:
        for path in house.files(suffix=".py", under=room):
            long = house.long_functions(path.read_text(), most=views, only_views=True)
            assert not long or house.part_of_room(path, room=room) != "views", (path.name, long)


def test_every_exception_to_a_lint_rule_carries_its_reason() -> None:
    good = "x = 1  # noqa: N802  (the name is given by logging)\ny: int = z  # type: ignore[misc]"
    assert house.bare_exceptions(good) == ["y: int = z  # type: ignore[misc]"]
    for path in house.files(suffix=".py"):
        if path.name not in {"test_house.py", "house_rules.py"}:
            bare = house.bare_exceptions(path.read_text())
            assert not bare, (house.shown(path), bare)


def test_no_clock_is_read_below_views_jobs_and_the_command_line() -> None:
    assert house.clock_readings("from django.utils import timezone as t\nt.now()") == ["t.now()"]
    for room in [*house.rooms(), house.PACKAGE / "kernel", house.PACKAGE / "engine"]:
        for path in house.files(suffix=".py", under=room):
            if house.part_of_room(path, room=room) not in {"views", "jobs"}:
                read = house.clock_readings(path.read_text())
                assert not read, (house.shown(path), read)


def test_no_file_names_a_package_registry_or_a_path_of_one_machine() -> None:
    planted = "see https://" + "pypi" + ".org/x and cd /" + "work/main"
    assert len(house.traces(planted)) == len(["host", "path"])
    for path in house.all_files():
        if path.suffix in {".woff2", ".ttf", ".mo", ".ico", ".png", ".jpg", ".pyc"}:
            continue
        found = house.traces(path.read_text(encoding="utf-8", errors="replace"))
        assert not found, (house.shown(path), found)


def test_no_rule_hides_in_signals_save_managers_ordering_or_model_forms() -> None:
    bad = "class A(Model):\n  class Meta:\n    ordering = ['x']\n  def save(self): ..."
    assert house.hidden_rules(bad) == ["ordering", "save"]
    for path in house.files(suffix=".py", under=house.PACKAGE):
        hidden = house.hidden_rules(path.read_text())
        assert not hidden, (house.shown(path), hidden)


def test_no_sentence_for_people_uses_a_forbidden_word() -> None:
    assert house.unkind_words("Erfolgreich gespeichert: Flüchtlingskind") == ["Erfolg", "Flüchtl"]
    handbook = house.files(suffix=".md", under=house.ROOT / "docs" / "handbuch")
    templates = house.files(suffix=".html", under=house.PACKAGE)
    for path in [*templates, *handbook, house.ROOT / "LIESMICH.md"]:
        assert not house.unkind_words(path.read_text()), house.shown(path)
    for path in house.files(suffix=".py", under=house.PACKAGE):
        if path.stem not in {"refusal", "refusal_words", "concern_words"}:
            wrong = house.unkind_words(" ".join(house.texts_of(path.read_text())))
            assert not wrong, (house.shown(path), wrong)
