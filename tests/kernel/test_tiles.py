# SPDX-License-Identifier: EUPL-1.2
"""Towns stand on tiles as they lie to each other."""

from rundertisch.kernel import tiles
from rundertisch.kernel.tiles import Cell

TOWNS = {
    "Hattingen": (51.40, 7.19), "Witten": (51.44, 7.34), "Herdecke": (51.401, 7.43),
    "Sprockhövel": (51.35, 7.24), "Gevelsberg": (51.32, 7.34), "Wetter": (51.39, 7.39),
    "Schwelm": (51.285, 7.29), "Ennepetal": (51.297, 7.35), "Breckerfeld": (51.26, 7.47),
}  # fmt: skip


def test_nine_towns_stand_north_above_south_and_west_before_east() -> None:
    cells = tiles.laid_out(TOWNS)
    assert cells["Hattingen"] == Cell(1, 1)
    assert cells["Witten"] == Cell(1, 2)
    assert cells["Gevelsberg"] == Cell(2, 2)
    assert cells["Breckerfeld"] == Cell(3, 3)
    assert len(set(cells.values())) == len(TOWNS), "no two towns on one tile"


def test_a_district_of_too_many_towns_has_a_table_and_no_map() -> None:
    assert tiles.laid_out({str(number): (0.0, number) for number in range(19)}) == {}
    assert tiles.laid_out({}) == {}


def test_a_tile_is_shaded_only_where_there_is_something() -> None:
    assert [tiles.shade(value, most=4) for value in (0, 1, 2, 4)] == [0, 1, 2, 5]
    assert tiles.shade(3, most=0) == 0
