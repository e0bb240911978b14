"""The record: an append-only log that both parties and the public can check, as a folder of static files.

Entries are keyed commitments to facts (``facts``, ``leaf``); they stand in a Merkle tree (``merkle``) that is
published in the C2SP tlog-tiles layout (``tiles``, ``publish``) under a signed checkpoint (``note``, ``checkpoint``).
Start with ``verify``: it checks such a folder, and trusts nobody but the holder of the log's key.
"""

from safeconduct.record.canonical import canonical, parse_canonical
from safeconduct.record.checkpoint import Checkpoint, open_checkpoint, sign_checkpoint
from safeconduct.record.facts import FACTS, Fact
from safeconduct.record.leaf import Leaf, Opening, commit, time_bucket, verify_opening
from safeconduct.record.note import SigningKey, VerifierKey, open_note, sign_note
from safeconduct.record.proofs import TileReader
from safeconduct.record.publish import Published, publish
from safeconduct.record.verify import Verified, leaves, verify, verify_tiles

__all__ = [
    "FACTS",
    "Checkpoint",
    "Fact",
    "Leaf",
    "Opening",
    "Published",
    "SigningKey",
    "TileReader",
    "Verified",
    "VerifierKey",
    "canonical",
    "commit",
    "leaves",
    "open_checkpoint",
    "open_note",
    "parse_canonical",
    "publish",
    "sign_checkpoint",
    "sign_note",
    "time_bucket",
    "verify",
    "verify_opening",
    "verify_tiles",
]
