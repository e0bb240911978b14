"""The Merkle tree of RFC 9162, section 2.1: hashes, roots, inclusion and consistency proofs.

A *node* is named by its level and index: level 0 holds leaf hashes, and node ``(l, i)`` is the root of the perfect
subtree over leaves ``i * 2**l`` up to ``(i + 1) * 2**l``. Proofs are made from a function that looks nodes up, so
that this module does not care whether they come from memory or from tiles.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence

from safeconduct.errors import DoesNotVerify

HASH_SIZE = 32
EMPTY_ROOT = hashlib.sha256(b"").digest()

Node = Callable[[int, int], bytes]
"""Looks up the hash of the node at (level, index)."""


def leaf_hash(data: bytes) -> bytes:
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def root_of(hashes: Sequence[bytes]) -> bytes:
    """The root over leaf hashes held in memory. The root of no leaves is the hash of the empty string."""
    return edge_root(extend((), 0, hashes))


def extend(edge: Sequence[bytes], size: int, hashes: Iterable[bytes]) -> tuple[bytes, ...]:
    """Append leaf hashes to a tree that is known by its edge only.

    The *edge* of a tree of ``size`` leaves is the roots of its perfect subtrees from left to right, one for each
    bit set in ``size``. It is all that is needed to go on appending.
    """
    stack = list(edge)
    if len(stack) != size.bit_count():
        raise ValueError(f"an edge of {len(stack)} hashes does not belong to a tree of {size} leaves")
    for digest in hashes:
        node, bits = digest, size
        while bits & 1:
            node = node_hash(stack.pop(), node)
            bits >>= 1
        stack.append(node)
        size += 1
    return tuple(stack)


def edge_root(edge: Sequence[bytes]) -> bytes:
    """The root of the tree with this edge."""
    if not edge:
        return EMPTY_ROOT
    root = edge[-1]
    for left in reversed(edge[:-1]):
        root = node_hash(left, root)
    return root


def range_root(start: int, end: int, node: Node) -> bytes:
    """``MTH(D[start:end])`` for a range that RFC 9162 forms (``start`` a multiple of the greatest split)."""
    if start == end:
        return EMPTY_ROOT
    width = end - start
    if width.bit_count() == 1 and start % width == 0:
        return node(width.bit_length() - 1, start // width)
    split = start + _split(width)
    return node_hash(range_root(start, split, node), range_root(split, end, node))


def inclusion_proof(index: int, size: int, node: Node) -> tuple[bytes, ...]:
    """The audit path of leaf ``index`` in the tree of ``size`` leaves (section 2.1.3.1), leaf end first."""
    if not 0 <= index < size:
        raise ValueError(f"there is no leaf {index} in a tree of {size} leaves")
    path: list[bytes] = []
    start, end = 0, size
    while end - start > 1:
        split = start + _split(end - start)
        if index < split:
            path.append(range_root(split, end, node))
            end = split
        else:
            path.append(range_root(start, split, node))
            start = split
    return tuple(reversed(path))


def consistency_proof(old_size: int, size: int, node: Node) -> tuple[bytes, ...]:
    """The proof that the tree of ``old_size`` leaves is a beginning of that of ``size`` (section 2.1.4.1)."""
    if not 0 < old_size <= size:
        raise ValueError(f"no consistency proof leads from {old_size} leaves to {size}")
    path: list[bytes] = []
    start, end, whole = 0, size, True
    while old_size != end:
        split = start + _split(end - start)
        if old_size <= split:
            path.append(range_root(split, end, node))
            end = split
        else:
            path.append(range_root(start, split, node))
            start, whole = split, False
    if not whole:
        path.append(range_root(start, end, node))
    return tuple(reversed(path))


def verify_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> None:
    """Check an audit path (section 2.1.3.2). Raises DoesNotVerify unless it proves exactly this."""
    if not 0 <= index < size:
        raise DoesNotVerify(f"There is no entry {index} in a log of {size} entries.")
    _check_hashes([leaf, root, *proof])
    position, last, digest = index, size - 1, leaf
    for step in proof:
        if last == 0:
            raise DoesNotVerify("The inclusion proof is too long.")
        if position & 1 or position == last:
            digest = node_hash(step, digest)
            while not position & 1 and position:
                position, last = position >> 1, last >> 1
        else:
            digest = node_hash(digest, step)
        position, last = position >> 1, last >> 1
    if last != 0:
        raise DoesNotVerify("The inclusion proof is too short.")
    if digest != root:
        raise DoesNotVerify("The inclusion proof leads to another root than that of the checkpoint.")


def verify_consistency(old_size: int, size: int, proof: Sequence[bytes], old_root: bytes, root: bytes) -> None:
    """Check a consistency proof (section 2.1.4.2). Raises DoesNotVerify unless it proves exactly this.

    An empty old tree is refused: it is a beginning of every tree, so a proof from it would prove nothing.
    """
    if not 0 < old_size <= size:
        raise DoesNotVerify(f"No consistency proof leads from {old_size} entries to {size}.")
    _check_hashes([old_root, root, *proof])
    if old_size == size:
        if proof:
            raise DoesNotVerify("The consistency proof is too long.")
        if old_root != root:
            raise DoesNotVerify("Two different roots are claimed for the same number of entries.")
        return
    steps = list(proof)
    if old_size.bit_count() == 1:
        steps.insert(0, old_root)
    if not steps:
        raise DoesNotVerify("The consistency proof is too short.")
    position, last = old_size - 1, size - 1
    while position & 1:
        position, last = position >> 1, last >> 1
    old_digest = digest = steps[0]
    for step in steps[1:]:
        if last == 0:
            raise DoesNotVerify("The consistency proof is too long.")
        if position & 1 or position == last:
            old_digest, digest = node_hash(step, old_digest), node_hash(step, digest)
            while not position & 1 and position:
                position, last = position >> 1, last >> 1
        else:
            digest = node_hash(digest, step)
        position, last = position >> 1, last >> 1
    if last != 0:
        raise DoesNotVerify("The consistency proof is too short.")
    if old_digest != old_root or digest != root:
        raise DoesNotVerify("The consistency proof leads to other roots than those of the checkpoints.")


def _split(width: int) -> int:
    """The greatest power of two smaller than ``width``."""
    return 1 << ((width - 1).bit_length() - 1)


def _check_hashes(hashes: Iterable[bytes]) -> None:
    if any(len(digest) != HASH_SIZE for digest in hashes):
        raise DoesNotVerify("A hash in the proof is not 32 bytes long.")
