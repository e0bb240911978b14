"""Weighing given pairs: the same comparisons and weights as ``engine.py``, without looking for pairs.

For pairs that something else has brought together, such as private matching.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import TYPE_CHECKING

from safeconduct.people import blocking, engine, link
from safeconduct.people.backends import DuckDB, opened
from safeconduct.people.keys import Keys

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


def weigh_pairs(
    pairs: Sequence[tuple[Keys, Keys]], weights: link.Weights
) -> tuple[NDArray[np.int8], NDArray[np.float64]]:
    """The level and the bits of each field of each pair, in the order of the pairs: two arrays, pairs x link.FIELDS.

    A level is an index into link.LEVELS, or -1 where a side says nothing, which weighs nothing. Names are counted, and
    chance agreement adapted, among the pairs as in short lists. No prior is in the bits. Raises ValueError for none.
    """
    import numpy as np
    from splink import Linker

    if not pairs:
        raise ValueError("no pairs")
    table = engine.table(
        [engine.Record("left", left) for left, _ in pairs], [engine.Record("right", right) for _, right in pairs]
    )
    with opened(DuckDB(threads=1)) as backend:
        backend.load("loaded_keys", table)
        blocking.prepare(backend)
        adapted = engine.adapted(backend, weights, linking=True)
        backend.make("paired", f"select *, uid % {len(pairs)} as pair from entries")
        api = backend.splink()
        linker = Linker(
            api.register("paired", dataset_display_name="paired"),
            link.settings(adapted, 0.5, (("pair",),), "l.side = 0 and r.side = 1"),
            log_level=logging.ERROR,
            validate_settings=False,
        )
        for field in link.FREQUENT:
            frequency = api.register(backend.relation(engine.frequencies(field, adapted.u[field][0])))
            linker.table_management.register_term_frequency_lookup(frequency, field)
        predicted = linker.inference.predict_chunk(left_chunk=(1, 1), warning_mode="never")
        found = backend.columns(engine.scored(predicted.physical_name))
    order = np.argsort(found["uid_l"])
    levels = np.stack([found[f"level_{field}"][order] for field in link.FIELDS], axis=1).astype(np.int8)
    bits = np.stack([found[f"bits_{field}"][order] for field in link.FIELDS], axis=1).astype(np.float64)
    return levels, bits
