import hashlib
import io
import subprocess
from dataclasses import replace
from datetime import timedelta

import pikepdf
import pytest
from asn1crypto import cms  # type: ignore[import-untyped]
from cryptography.hazmat.primitives.asymmetric import ec

from credentials.certificate import archive, seal_check, x509_chain
from credentials.certificate.revocation_proofs import RevocationProofs
from credentials.certificate.seal import Seal, put_on
from credentials.certificate_errors import SealUnfit, TimeStampFailed
from credentials.keys import KeyPurpose
from tests.credentials.certificate import time_stamping
from tests.credentials.certificate.conformance import edited, faults
from tests.credentials.certificate.test_conformance import OUTLOUD

NAME = "Open Recognition Registry"


@pytest.fixture(scope="module")
def root_key():
    return ec.generate_private_key(ec.SECP256R1())


@pytest.fixture(scope="module")
def root(root_key, now):
    return x509_chain.issue_root(root_key, name="Root of the tests", now=now)


@pytest.fixture(scope="module")
def seal(registry, root, root_key, now):
    key = registry.ring.signer(KeyPurpose.SEAL, "ES256")
    chain = x509_chain.issue_seal(root, root_key, key.public_key, name=NAME, now=now)
    return Seal(key, chain)


@pytest.fixture(scope="module")
def sealed(draw, record, seal, now):
    return draw(record, "fr,ar", seal=seal, signed_at=now)


@pytest.fixture
def judge(root, now):
    def check(raw, **changed):
        return seal_check.check(raw, **{"roots": [root], "now": now, **changed})

    return check


def test_a_sealed_certificate_passes_and_names_its_maker(judge, sealed):
    found = judge(sealed)
    assert (found.status, found.detail) == ("passed", f"Sealed by {NAME}.")


def test_poppler_agrees(sealed, root, tmp_path):
    file = tmp_path / "sealed.pdf"
    file.write_bytes(sealed)
    said = subprocess.run(["pdfsig", file], capture_output=True, text=True, check=False).stdout
    for line in ("ETSI.CAdES.detached", "Total document signed", "Signature is Valid"):
        assert line in said


def test_sealing_touches_neither_standard_nor_attachment(sealed, registry, record, tmp_path):
    assert faults(sealed) == []
    assert archive.extract(sealed).credential == registry.issue(record).credential.encode()
    file = tmp_path / "sealed.pdf"
    file.write_bytes(sealed)
    for command in ([OUTLOUD, "--fail-on", "warning", file], ["qpdf", "--check", file]):
        run = subprocess.run(command, capture_output=True, text=True, check=False)
        assert run.returncode == 0, run.stdout


def test_the_seal_is_a_field_that_is_read_last_and_drawn_nowhere(sealed):
    with pikepdf.open(io.BytesIO(sealed)) as file:
        (field,) = file.Root.AcroForm.Fields
        assert [int(side) for side in field.Rect] == [0, 0, 0, 0]
        assert str(field.TU) == "Cachet électronique du registre"
        assert field.V.SubFilter == "/ETSI.CAdES.detached"
        assert str(field.V.M) == "D:20261124120000Z"
        last = file.Root.StructTreeRoot.K[0].K[-1]
        assert (last.S, last.K[0].Obj.objgen) == ("/Form", field.objgen)


def contents(raw):
    with pikepdf.open(io.BytesIO(raw)) as file:
        return bytes(file.Root.AcroForm.Fields[0].V.Contents)


def test_the_signature_is_in_der_and_binds_certificate_and_algorithms(sealed, seal):
    """RFC 5652, 5.3; RFC 5035, 3; RFC 6211. Read, and written anew by another program."""
    raw = contents(sealed)
    size = len(raw.rstrip(b"\0"))
    packed = next(raw[:end] for end in range(size, len(raw)) if is_whole(raw[:end]))
    read = cms.ContentInfo.load(packed, strict=True)
    assert read.copy().dump(force=True) == packed
    (signer,) = read["content"]["signer_infos"]
    told = {each["type"].native: each["values"][0].native for each in signer["signed_attrs"]}
    own = hashlib.sha256(seal.chain.certificates[0]).digest()
    assert told["signing_certificate_v2"]["certs"][0]["cert_hash"] == own
    assert told["content_type"] == "data"
    assert told["cms_algorithm_protection"]["digest_algorithm"]["algorithm"] == "sha256"
    assert told["cms_algorithm_protection"]["signature_algorithm"]["algorithm"] == "sha256_ecdsa"
    assert "signing_time" not in told
    embedded = [each.chosen.dump() for each in read["content"]["certificates"]]
    assert embedded == list(seal.chain.certificates[:-1])


def is_whole(raw):
    try:
        cms.ContentInfo.load(raw, strict=True)
    except ValueError:
        return False
    return True


def test_a_certificate_that_is_its_own_root_seals_too(judge, draw, record, seal, root, now):
    alone = replace(seal, chain=x509_chain.Chain(seal.chain.certificates[:1]))
    raw = draw(record, seal=alone, signed_at=now)
    assert judge(raw).status == "passed"


@pytest.mark.parametrize("place", [200, 0.3, 0.6, -30])
def test_a_changed_byte_breaks_it(judge, sealed, place):
    at = int(len(sealed) * place) if isinstance(place, float) else place % len(sealed)
    changed = bytearray(sealed)
    changed[at] ^= 1
    found = judge(bytes(changed))
    assert (found.status, found.code) == ("failed", "seal_broken")


def test_what_is_added_afterwards_breaks_it(judge, sealed):
    added = pikepdf.open(io.BytesIO(sealed))
    place = len(sealed)
    page = added.pages[0].obj
    body = f"\n{page.objgen[0]} 0 obj\n<</Type/Page/MediaBox[0 0 99 99]>>\nendobj\n".encode()
    trailer = (
        f"xref\n{page.objgen[0]} 1\n{place + 1:010} 00000 n \ntrailer\n<</Size 900/Root "
        f"{added.Root.objgen[0]} 0 R/Prev {sealed.rsplit(b'startxref', 1)[1].split()[0].decode()}"
        f">>\nstartxref\n{place + len(body)}\n%%EOF\n"
    ).encode()
    found = judge(sealed + body + trailer)
    assert (found.status, found.code) == ("failed", "seal_broken")


def test_a_file_saved_by_another_program_has_a_broken_seal(judge, sealed):
    assert judge(edited(sealed, repr)).code == "seal_broken"


def test_no_seal_is_no_failure(judge, english):
    found = judge(english)
    assert (found.status, found.code) == ("not_checked", "seal_missing")


def test_a_stranger_s_seal_is_whole_and_not_vouched_for(judge, sealed, now):
    theirs = x509_chain.issue_root(ec.generate_private_key(ec.SECP256R1()), name=NAME, now=now)
    for roots in ([], [theirs]):
        found = judge(sealed, roots=roots)
        assert (found.status, found.code) == ("not_checked", "seal_unknown")


def test_a_seal_outlives_its_certificate_only_with_a_time_stamp(judge, sealed, now):
    found = judge(sealed, now=now + timedelta(days=365 * 11))
    assert (found.status, found.code) == ("not_checked", "seal_expired")


def test_a_time_stamp_and_revocation_lists_keep_it_for_good(
    draw, judge, record, seal, root, root_key, now
):
    authority, stamper = time_stamping.authority(now)
    none_revoked = x509_chain.issue_revocation_list(root, root_key, now=now, days=30)
    with time_stamping.serving(stamper) as address:
        lasting = replace(
            seal,
            ask_time_stamp=time_stamping.asking(address),
            proofs=RevocationProofs((none_revoked,)),
        )
        raw = draw(record, seal=lasting, signed_at=now)
    assert faults(raw) == []
    found = judge(raw, roots=[root, authority], now=now + timedelta(days=365 * 11))
    assert found.status == "passed"
    assert "stamped 2026-11-24 12:00 UTC" in found.detail
    with pikepdf.open(io.BytesIO(raw)) as file:
        assert len(file.Root.DSS.CRLs) == 1
        assert len(file.Root.DSS.Certs) == 2


def test_a_time_stamping_service_that_is_away_is_named(draw, record, seal, now):
    def away(request):
        raise OSError("no route")

    def busy(request):
        return b"<html>busy</html>"

    for ask in (away, busy):
        with pytest.raises(TimeStampFailed):
            draw(record, seal=replace(seal, ask_time_stamp=ask), signed_at=now)


def test_the_same_certificate_has_the_same_bytes_until_it_is_sealed(draw, record, seal, now):
    first, second = (draw(record, seal=seal, signed_at=now) for _ in range(2))
    # ES256 is deterministic here, so even afterwards.
    assert first == second


def test_only_a_place_of_its_own_is_filled(english, seal):
    with pytest.raises(SealUnfit):
        put_on(english, seal)


def test_a_chain_is_read_as_it_was_written_and_no_other_way(seal, root):
    written = x509_chain.serialize_chain(seal.chain)
    assert x509_chain.parse_chain(written) == seal.chain
    assert seal.chain.seals_for(seal.key.public_key)
    backwards = x509_chain.Chain(seal.chain.certificates[::-1])
    for wrong in (b"", b"-----BEGIN CERTIFICATE-----", x509_chain.serialize_chain(backwards)):
        with pytest.raises(SealUnfit):
            x509_chain.parse_chain(wrong)


def test_a_seal_is_made_with_p256_only(registry, root, root_key, now):
    with pytest.raises(SealUnfit):
        x509_chain.issue_seal(
            root, root_key, registry.ring.credential_signer.public_key, name=NAME, now=now
        )


@pytest.mark.parametrize("share", [0.2, 0.5, 0.9])
def test_half_a_file_has_no_whole_seal(judge, sealed, share):
    found = judge(sealed[: int(len(sealed) * share)])
    assert (found.status, found.code) == ("failed", "seal_broken")
