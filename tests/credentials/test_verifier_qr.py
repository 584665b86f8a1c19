"""A QR code by itself, as text and as a picture."""

import io

import base45
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from credentials.certificate import qr
from credentials.proofs.cose import sign_sign1
from tests.credentials.report_codes import codes

REVOKED = (94_567,)
ALWAYS_OPEN = {"holder_binding": "not_a_presentation"}
AFTER = ("validity", "status", "schema", "holder_binding", "release_known", "equivalence_current")


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_one_changed_character_of_a_qr_code_is_never_valid(check, qr_text, data):
    place = data.draw(st.integers(len("ORR1:"), len(qr_text) - 1))
    character = data.draw(st.sampled_from("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:a"))
    if character == qr_text[place]:
        return
    report = check((qr_text[:place] + character + qr_text[place + 1 :]).encode())
    # A changed key name is a stranger's: not genuine as far as anybody can tell.
    assert report.outcome == "invalid"


def test_the_qr_code_alone_can_be_valid(check, qr_text, record):
    report = check(qr_text.encode())
    assert report.valid
    assert report.format == "certificate-qr"
    assert report.credential_id == record.id
    assert codes(report) == ALWAYS_OPEN | {
        "release_known": "not_in_qr",
        "equivalence_current": "not_in_qr",
    }
    assert report.claims["credentialSubject"]["recognition"] == {
        "outcome": "CONDITIONAL",
        "authority": {"name": "IHK FOSA"},
        "destination": "DE",
        "recognisedLevel": {"frameworkId": "de-dqr", "level": "3"},
    }


def test_a_qr_code_of_a_stranger_a_forger_and_another_shape(
    check, registry, stranger, record, qr_text
):
    unknown = check(stranger.issue_qr(record).encode())
    assert codes(unknown)["issuer_trusted"] == "issuer_unknown"
    assert unknown.check("proof").status == "not_checked"

    def text(message):
        return ("ORR1:" + base45.b45encode(message).decode()).encode()

    kid = registry.ring.qr_signer.public_key.thumbprint[:4]
    forged = sign_sign1(b"\xa0", kid=kid, signer=stranger.ring.qr_signer)
    assert codes(check(text(forged)))["proof"] == "signature_invalid"
    empty = sign_sign1(b"\xa0", kid=kid, signer=registry.ring.qr_signer)
    assert codes(check(text(empty)))["schema"] == "claim_missing"
    assert check(text(empty)).outcome == "invalid"
    assert codes(check(b"ORR1:"))["proof"] == "cose_malformed"
    assert codes(check(b"ORR1:abc"))["proof"] == "base45_invalid"


def test_a_picture_of_the_code_is_as_good_as_its_text(check, qr_text):
    drawn = qr.draw(qr_text).png
    assert check(drawn, media_type="image/png").valid
    photograph = io.BytesIO()
    Image.open(io.BytesIO(drawn)).convert("RGB").save(photograph, "JPEG", quality=60)
    assert check(photograph.getvalue()).valid
