from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safeconduct.errors import DoesNotVerify
from safeconduct.record import SigningKey, VerifierKey, open_note, sign_note

# The example of the C2SP specification.
VKEY = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
NOTE = (
    "This is an example message.\n\n— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7"
    "Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n"
).encode()

KEY = SigningKey("safeconduct/one", bytes(32))
OTHER = SigningKey("safeconduct/two", bytes([1] * 32))


def test_the_example_of_the_specification_verifies() -> None:
    """The vkey is read, its id fits, and the signed text comes back without its signature."""
    key = VerifierKey.parse(VKEY)
    assert str(key) == VKEY
    assert key.key_id.hex() == "530d903a"
    assert open_note(NOTE, [key]).text == "This is an example message.\n"


def test_a_note_by_two_names_both_signers() -> None:
    """Each known signer is returned; a signature by somebody unknown is passed over and named."""
    note = sign_note("text\n\nmore\n", [KEY, OTHER])
    both = open_note(note, [OTHER.verifier, KEY.verifier])
    assert both.signers == (KEY.verifier, OTHER.verifier)
    one = open_note(note, [OTHER.verifier])
    assert (one.text, one.signers, one.unknown) == ("text\n\nmore\n", (OTHER.verifier,), ("safeconduct/one",))


def test_a_note_without_a_known_signer_is_refused() -> None:
    """Neither a stranger's key nor the same name with another key lets a note pass."""
    note = sign_note("text\n", [KEY])
    for key in (OTHER.verifier, VerifierKey(KEY.name, OTHER.verifier.public)):
        with pytest.raises(DoesNotVerify, match="no signature by"):
            open_note(note, [key])


@settings(deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 255))
def test_any_changed_byte_is_found(place: int, change: int) -> None:
    """One byte changed anywhere in a note, in the text or in the signature line, is refused."""
    note = bytearray(sign_note("safeconduct\nдва\n", [KEY]))
    note[place % len(note)] ^= change
    with pytest.raises(DoesNotVerify):
        open_note(bytes(note), [KEY.verifier])


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"text\n",
        b"text\n\n",
        NOTE[:-1],
        NOTE.replace(b"example message", b"example\tmessage"),
        NOTE + b"\n",
        NOTE + "— a\n".encode(),
        NOTE + "— a+b AAAAAAA=\n".encode(),
        NOTE + "— a AAAA\n".encode(),
        NOTE + "— a AAAAAAB=\n".encode(),
        NOTE + "— a AAAAAAA=\n".encode() * 100,
    ],
)
def test_malformed_notes_are_refused(data: bytes) -> None:
    """No signature, control characters, no final newline, bad signature lines, loose base64, too many signatures."""
    with pytest.raises(DoesNotVerify):
        open_note(data, [VerifierKey.parse(VKEY)])


def test_keys_are_read_as_they_are_written() -> None:
    """Both halves of a key come back from their text, and the secret half does not show in ``repr``."""
    text = KEY.secret_text()
    assert text.startswith("PRIVATE+KEY+safeconduct/one+")
    assert SigningKey.parse(text) == KEY
    assert VerifierKey.parse(str(KEY.verifier)) == KEY.verifier
    assert KEY.seed.hex() not in repr(KEY)
    assert text.rpartition("+")[2] not in repr(KEY)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a+b",
        VKEY.replace("530d903a", "530d903b"),
        VKEY.replace("foo", "fop"),
        VKEY.replace("+Aeky", "+Beky"),
        VKEY + "\n",
        VKEY[:-4],
        "two words" + VKEY[15:],
    ],
)
def test_malformed_vkeys_are_refused(text: str) -> None:
    """A key whose id, name, type or length is off raises ValueError."""
    with pytest.raises(ValueError, match=r"."):
        VerifierKey.parse(text)


def test_a_malformed_signing_key_is_refused_without_being_repeated() -> None:
    """The message of the error does not carry the secret on."""
    text = KEY.secret_text()
    for wrong in (text.removeprefix("PRIVATE+KEY+"), text.replace("one", "two"), text + "A"):
        with pytest.raises(ValueError, match=r".") as caught:
            SigningKey.parse(wrong)
        assert text.rpartition("+")[2] not in str(caught.value)


def test_what_cannot_be_a_note_is_not_signed() -> None:
    """Text without a final newline or with control characters, and a note without signers, raise ValueError."""
    for text, keys in (("text", [KEY]), ("te\rxt\n", [KEY]), ("text\n", [])):
        with pytest.raises(ValueError, match=r"note|control"):
            sign_note(text, keys)
