"""An operator's seal: the key in a token, the chain of a state, proofs that last."""

import io
import subprocess
from dataclasses import dataclass, replace
from datetime import timedelta

import pikepdf
import pytest
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.x509 import ocsp
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.signers import PdfTimeStamper
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko_certvalidator import ValidationContext

from credentials.certificate import revocation_proofs, seal_check, x509_chain
from credentials.certificate.own_thread import in_own_thread
from credentials.certificate.seal import Seal
from credentials.certificate_errors import SealUnfit
from credentials.keys import Held, KeyPurpose
from credentials.keys_pkcs11 import HardwareToken
from tests.credentials.certificate import time_stamping
from tests.credentials.certificate.conformance import faults
from tests.credentials.certificate.seal_authority import (
    Authority,
    answer_request,
    make_below,
    make_root,
)
from tests.credentials.conftest import DID
from tests.credentials.test_keys_pkcs11 import Sessions, device  # noqa: F401

NAME = "Recognition authority of a state"


@dataclass(frozen=True)
class World:
    root: Authority
    below: Authority
    seal: Seal

    @property
    def leaf(self):
        return x509.load_der_x509_certificate(self.seal.chain.certificates[0])


@pytest.fixture(scope="module")
def world(device, now):  # noqa: F811
    """The seal's key is made in the token, certified by its request alone."""
    key = HardwareToken(Sessions(device)).create(DID, KeyPurpose.SEAL, "ES256", now)
    assert key.held is Held.TOKEN
    root = make_root(now)
    below = make_below(root, now)
    request = x509_chain.request_certificate(key.signer, name=NAME)
    chain = answer_request(below, root, request, now)
    assert chain.seals_for(key.public_key)
    return World(root, below, Seal(key.signer, chain))


@pytest.fixture(scope="module")
def lasting(draw, record, world, now):
    """(the file, the root of its time stamp)."""
    files = [world.root.list_revoked(now), world.below.answer(world.leaf, now)]
    proofs = revocation_proofs.read(files, world.seal.chain, now=now)
    authority, stamper = time_stamping.authority(now)
    with time_stamping.serving(stamper) as address:
        seal = replace(world.seal, ask_time_stamp=time_stamping.asking(address), proofs=proofs)
        return draw(record, "fr,ar", seal=seal, signed_at=now), authority


def test_a_key_in_a_token_seals_and_others_agree(draw, record, world, now, tmp_path):
    raw = draw(record, seal=world.seal, signed_at=now)
    assert faults(raw) == []
    found = seal_check.check(raw, roots=[world.seal.chain.root], now=now)
    assert (found.status, found.detail) == ("passed", f"Sealed by {NAME}.")
    file = tmp_path / "sealed.pdf"
    file.write_bytes(raw)
    said = subprocess.run(["pdfsig", file], capture_output=True, text=True, check=False).stdout
    for line in (NAME, "ETSI.CAdES.detached", "Total document signed", "Signature is Valid"):
        assert line in said


def test_the_proofs_of_a_state_keep_it_for_good(lasting, world, now):
    raw, stamp_root = lasting
    assert faults(raw) == []
    with pikepdf.open(io.BytesIO(raw)) as file:
        store = file.Root.DSS
        assert (len(store.CRLs), len(store.OCSPs), len(store.Certs)) == (1, 1, 3)
    roots = [world.seal.chain.root, stamp_root]
    found = seal_check.check(raw, roots=roots, now=now + timedelta(days=365 * 9))
    assert found.status == "passed"


def test_pyhanko_finds_every_proof_it_requires_in_the_file(lasting, world, now):
    raw, stamp_root = lasting
    trusted = [asn1_x509.Certificate.load(each) for each in (world.seal.chain.root, stamp_root)]
    required = {
        "trust_roots": trusted,
        "allow_fetching": False,
        "revocation_mode": "require",
        "moment": now,
    }

    def judged():
        reader = PdfFileReader(io.BytesIO(raw))
        (signature,) = reader.embedded_regular_signatures
        store = DocumentSecurityStore.read_dss(reader)
        known = store.as_validation_context(dict(required))
        nothing = ValidationContext(**required, ocsps=[], crls=[])
        brought, alone = (
            validate_pdf_signature(signature, context, skip_diff=True)
            for context in (known, nothing)
        )
        return brought.bottom_line, alone.bottom_line

    assert in_own_thread(judged) == (True, False)


def test_an_archive_may_add_a_time_stamp_and_nothing_else(lasting, world, now):
    raw, stamp_root = lasting
    roots = [world.seal.chain.root, stamp_root]
    _, stamper = time_stamping.authority(now)
    stamped = io.BytesIO(raw)

    def stamp():
        writer = IncrementalPdfFileWriter(stamped)
        PdfTimeStamper(stamper).timestamp_pdf(writer, "sha256", in_place=True)

    in_own_thread(stamp)
    kept = stamped.getvalue()
    assert kept.startswith(raw)
    assert len(kept) > len(raw)
    assert seal_check.check(kept, roots=roots, now=now).status == "passed"

    def retitle(root):
        root["/Lang"] = generic.TextStringObject("tlh")

    def note(root):
        page = root["/Pages"]["/Kids"][0]
        page["/Rotate"] = generic.NumberObject(180)

    for act in (retitle, note):
        added = io.BytesIO(raw)
        writer = IncrementalPdfFileWriter(added)
        act(writer.root)
        writer.update_root()
        writer.mark_update(writer.root["/Pages"].raw_get("/Kids").raw_get(0))
        writer.write_in_place()
        found = seal_check.check(added.getvalue(), roots=roots, now=now)
        assert (found.status, found.code) == ("failed", "seal_broken"), act.__name__


def test_proofs_that_prove_nothing_are_refused(world, now):
    chain, leaf, root, below = world.seal.chain, world.leaf, world.root, world.below
    whole, answer = root.list_revoked(now), below.answer(leaf, now)
    stranger = make_root(now)
    later = now + timedelta(days=31)
    for files, moment in (
        ([], now),
        ([whole], now),
        ([answer], now),
        ([whole, b"no proof at all"], now),
        ([whole, answer], later),
        ([whole, answer], now - timedelta(days=1)),
        ([whole, below.answer(leaf, now, ocsp.OCSPCertStatus.REVOKED)], now),
        ([whole, below.answer(leaf, now, ocsp.OCSPCertStatus.UNKNOWN)], now),
        ([root.list_revoked(now, below.certificate), answer], now),
        ([whole, below.list_revoked(now, leaf)], now),
        ([stranger.list_revoked(now), answer], now),
        ([whole, stranger.answer(leaf, now, issuer=below.certificate)], now),
        ([whole, below.answer(stranger.certificate, now)], now),
        ([whole, bytes(600_000)], now),
        ([whole] * 21, now),
    ):
        with pytest.raises(SealUnfit):
            revocation_proofs.read(files, chain, now=moment)
    assert revocation_proofs.read([whole, below.list_revoked(now)], chain, now=now).answers == ()
