"""docs/formats.md and its files are what the code makes today, and they are genuine."""

import json
import re

import pytest

from credentials.contexts import contexts
from credentials.issuer import Form
from credentials.profiles import elm_reading, open_badges, sd_jwt_vc, vc20
from credentials.proofs import sd_jwt
from credentials.proofs.data_integrity import parse_proofs, verify_proof
from credentials.proofs.jose import OPEN_BADGES_JWT, VC_JWT, parse_jws, verify_jws
from tools import formats_document
from tools.formats_document import DOCS, FILES


def test_the_documents_are_what_the_code_makes():
    made = formats_document.documents()
    for path, text in made.items():
        assert path.read_text(encoding="utf-8") == text, (
            f"{path.name} is out of date: python -m tools.formats_document"
        )
    written = {path for path in (DOCS / "formats").iterdir() if path.is_file()}
    assert written == {path for path in made if path.parent.name == "formats"}


def example(form):
    return (DOCS / "formats" / FILES[form]).read_text(encoding="utf-8").strip()


@pytest.mark.parametrize(
    ("form", "read"),
    [
        (Form.DATA_INTEGRITY, vc20.parse_document),
        (Form.DATA_INTEGRITY_JCS, vc20.parse_document),
        (Form.OPEN_BADGE, open_badges.parse),
        (Form.ELM, elm_reading.parse),
    ],
)
def test_the_documents_verify_and_are_read(form, read):
    document = json.loads(example(form))
    keys = {signer.kid: signer.public_key for signer in formats_document.signers()}
    for proof in parse_proofs(document):
        verify_proof(document, proof, keys[proof.verification_method], contexts=contexts())
    assert read({name: value for name, value in document.items() if name != "proof"})


@pytest.mark.parametrize(
    ("form", "typ"),
    [(Form.VC_JWT, VC_JWT), (Form.OPEN_BADGE_JWT, OPEN_BADGES_JWT), (Form.ELM_JWT, VC_JWT)],
)
def test_the_tokens_verify(form, typ):
    signer, _ = formats_document.signers()
    verify_jws(parse_jws(example(form).encode(), typ=typ), signer.public_key)


def test_the_sd_jwt_verifies_and_says_all_that_the_record_says():
    signer, _ = formats_document.signers()
    parsed = sd_jwt.parse(example(Form.SD_JWT).encode())
    disclosed = sd_jwt_vc.parse(sd_jwt.verify_issuer(parsed, signer.public_key))
    assert disclosed.record() == sd_jwt_vc.by_the_day(formats_document.record())


def test_the_table_names_every_claim_that_can_be_hidden():
    table = (DOCS / "formats.md").read_text(encoding="utf-8")
    for name in (*sd_jwt_vc.WHOLE_CLAIMS, *sd_jwt_vc.LISTED_CLAIMS):
        if name not in {"jti", "sub"}:
            assert re.search(rf"`{name}(\[\])?`", table), name
    assert all(f"### `{form}`" in table for form in Form)
