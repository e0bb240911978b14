from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.record.tiles import (
    ENTRIES,
    Tile,
    join_entries,
    levels,
    split_entries,
    split_hashes,
    tiles_at,
    tiles_of,
)


@pytest.mark.parametrize(
    ("tile", "path"),
    [
        (Tile(0, 0), "tile/0/000"),
        (Tile(0, 7, 3), "tile/0/007.p/3"),
        (Tile(1, 1234067), "tile/1/x001/x234/067"),
        (Tile(ENTRIES, 1000, 255), "tile/entries/x001/000.p/255"),
    ],
)
def test_paths_are_those_of_the_specification(tile: Tile, path: str) -> None:
    """Indices are cut into groups of three digits, all but the last behind an x."""
    assert tile.path == path


def test_the_example_of_70000_entries() -> None:
    """273 full tiles and one of 112 at level 0, one full and one of 17 at level 1, one of 1 at level 2."""
    level0, level1, level2 = (list(tiles_at(level, 70_000)) for level in levels(70_000))
    assert (len(level0), level0[-1].width) == (274, 112)
    assert [tile.width for tile in level1] == [256, 17]
    assert [tile.width for tile in level2] == [1]


def test_256_entries_make_one_full_tile_and_one_of_a_single_hash() -> None:
    """The example at the edge of a tile; the empty log has no tiles at all."""
    assert {tile.path for tile in tiles_of(256)} == {"tile/entries/000", "tile/0/000", "tile/1/000.p/1"}
    assert list(tiles_of(0)) == []


@given(st.lists(st.binary(max_size=40), max_size=20))
def test_bundles_come_back(entries: list[bytes]) -> None:
    """Entries of any bytes, empty ones too, come back from a bundle."""
    assert split_entries(join_entries(entries)) == entries


def test_cut_files_are_refused() -> None:
    """A bundle or tile that ends in the middle raises ValueError, as does an entry too long for its length field."""
    bundle = join_entries([b"one", b"two"])
    for cut in (1, 4, len(bundle) - 1):
        with pytest.raises(ValueError, match="cut off"):
            split_entries(bundle[:cut])
    with pytest.raises(ValueError, match="whole number"):
        split_hashes(bytes(33))
    with pytest.raises(ValueError, match="65535"):
        join_entries([bytes(65_536)])
