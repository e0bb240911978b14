from __future__ import annotations

import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safeconduct.errors import DoesNotVerify
from safeconduct.record import merkle

LEAVES = [merkle.leaf_hash(b"%d" % number) for number in range(70)]


def naive_root(leaves: list[bytes]) -> bytes:
    """RFC 9162, section 2.1.1, word for word."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return merkle.node_hash(naive_root(leaves[:split]), naive_root(leaves[split:]))


def node(level: int, index: int) -> bytes:
    return naive_root(LEAVES[index << level : (index + 1) << level])


@pytest.mark.parametrize("size", range(len(LEAVES)))
def test_the_root_is_that_of_the_rfc(size: int) -> None:
    """Appending one leaf after the other gives the root that the recursive definition gives."""
    assert merkle.root_of(LEAVES[:size]) == naive_root(LEAVES[:size])
    assert merkle.range_root(0, size, node) == naive_root(LEAVES[:size])


def test_an_edge_can_be_lengthened_at_any_place() -> None:
    """The edge of a tree is enough to go on, wherever the appending was interrupted."""
    whole = merkle.extend((), 0, LEAVES)
    for size in range(len(LEAVES)):
        assert merkle.extend(merkle.extend((), 0, LEAVES[:size]), size, LEAVES[size:]) == whole


def test_an_edge_of_another_size_is_refused() -> None:
    """An edge that does not belong to the size raises ValueError instead of giving a wrong root."""
    with pytest.raises(ValueError, match="edge of 1 hashes"):
        merkle.extend((LEAVES[0],), 3, [])


@given(st.integers(1, 70).flatmap(lambda size: st.tuples(st.just(size), st.integers(0, size - 1))))
def test_inclusion_proofs_prove_their_leaf_and_no_other(case: tuple[int, int]) -> None:
    """A proof verifies for its leaf, place, size and root; with any of them changed it does not."""
    size, index = case
    root, proof = naive_root(LEAVES[:size]), merkle.inclusion_proof(index, size, node)
    merkle.verify_inclusion(LEAVES[index], index, size, proof, root)
    wrong = [
        (merkle.leaf_hash(b"other"), index, size, proof, root),
        (LEAVES[index], index, size, proof, merkle.EMPTY_ROOT),
        (LEAVES[index], size, size, proof, root),
        (LEAVES[index], index, size, (*proof, root), root),
        (LEAVES[index], index, size, (root, *proof), root),
        (LEAVES[index], index, size, [*proof, b"short"], root),
    ]
    wrong += [(LEAVES[index], other, size, proof, root) for other in range(size) if other != index]
    if proof:
        wrong.append((LEAVES[index], index, size, proof[1:], root))
        wrong.append((LEAVES[index], index, size, proof[:-1], root))
    for call in wrong:
        with pytest.raises(DoesNotVerify):
            merkle.verify_inclusion(*call)


@settings(deadline=None)
@given(st.integers(1, 70).flatmap(lambda size: st.tuples(st.integers(1, size), st.just(size))))
def test_consistency_proofs_prove_their_sizes_and_no_others(case: tuple[int, int]) -> None:
    """A proof verifies for its two trees; with another root, a step more or a step less it does not."""
    old, size = case
    old_root, root = naive_root(LEAVES[:old]), naive_root(LEAVES[:size])
    proof = merkle.consistency_proof(old, size, node)
    merkle.verify_consistency(old, size, proof, old_root, root)
    wrong = [
        (old, size, proof, merkle.EMPTY_ROOT, root),
        (old, size, proof, old_root, merkle.EMPTY_ROOT),
        (old, size, (*proof, root), old_root, root),
        (old, size, (root, *proof), old_root, root),
        (0, size, proof, merkle.EMPTY_ROOT, root),
        (size + 1, size, proof, old_root, root),
    ]
    if old < size:
        wrong += [(old, size, proof[1:], old_root, root), (old, size, proof[:-1], old_root, root)]
        wrong.append((old, size, (), old_root, root))
    for call in wrong:
        with pytest.raises(DoesNotVerify):
            merkle.verify_consistency(*call)


def test_proofs_of_what_is_not_there_are_not_made() -> None:
    """Asking for a leaf outside the tree, or for consistency with a greater or an empty one, raises ValueError."""
    with pytest.raises(ValueError, match="no leaf 5"):
        merkle.inclusion_proof(5, 5, node)
    for old in (0, 6):
        with pytest.raises(ValueError, match="no consistency proof"):
            merkle.consistency_proof(old, 5, node)
