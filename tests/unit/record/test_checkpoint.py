from __future__ import annotations

import pytest

from safeconduct.errors import DoesNotVerify
from safeconduct.record import Checkpoint, SigningKey, open_checkpoint, sign_checkpoint, sign_note

KEY = SigningKey("safeconduct/log", bytes(32))
CHECKPOINT = Checkpoint("safeconduct/log", 7, bytes(range(32)))


def test_a_signed_checkpoint_comes_back() -> None:
    """What was signed is what is opened."""
    data = sign_checkpoint(CHECKPOINT, KEY)
    assert data.startswith(b"safeconduct/log\n7\nAAECAwQ")
    assert open_checkpoint(data, KEY.verifier) == CHECKPOINT


def test_a_key_signs_only_for_the_log_of_its_name() -> None:
    """Another log's checkpoint is neither signed nor opened."""
    with pytest.raises(ValueError, match="does not sign for"):
        sign_checkpoint(Checkpoint("safeconduct/other", 7, bytes(32)), KEY)
    foreign = sign_note(Checkpoint("safeconduct/other", 7, bytes(32)).text(), [KEY])
    with pytest.raises(DoesNotVerify, match="of the log safeconduct/other"):
        open_checkpoint(foreign, KEY.verifier)


@pytest.mark.parametrize(
    "text",
    [
        "safeconduct/log\n7\n",
        "safeconduct/log\n07\n" + CHECKPOINT.text().split("\n")[2] + "\n",
        "safeconduct/log\n-7\n" + CHECKPOINT.text().split("\n")[2] + "\n",
        "safeconduct/log\n٧\n" + CHECKPOINT.text().split("\n")[2] + "\n",
        "safeconduct/log\n7\nAAAA\n",
        "safeconduct/log\n7\n***\n",
        CHECKPOINT.text() + "extension\n",
        CHECKPOINT.text().replace("8=", "9="),
    ],
)
def test_other_texts_are_refused_even_when_signed(text: str) -> None:
    """Missing lines, sizes that are no plain number, roots that are no 32 bytes, and extension lines."""
    with pytest.raises(DoesNotVerify, match="not a checkpoint"):
        open_checkpoint(sign_note(text, [KEY]), KEY.verifier)
