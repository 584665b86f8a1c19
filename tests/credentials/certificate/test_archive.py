import io
import tracemalloc
import zlib
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from credentials import errors
from credentials.certificate import archive, pdf, qr
from credentials.keys import KeyPurpose, generate_key_ring
from credentials.sizes import MAX_FILE_BYTES
from credentials.trust import TrustList, trusted_issuer
from tests.credentials.conftest import NOW, Registry


@pytest.fixture(scope="module")
def certificate(credential, qr_text):
    return pdf.render(credential.decode(), qr_text, verify_url="https://registry.example/verify")


def edited(raw, change):
    written = io.BytesIO()
    with pikepdf.open(io.BytesIO(raw)) as opened:
        change(opened)
        opened.save(written)
    return written.getvalue()


def failing(report):
    return {check.name: check.code for check in report.checks if check.status == "failed"}


def test_the_credential_comes_out_as_it_went_in(certificate, credential, qr_text):
    extracted = archive.extract(certificate)
    assert extracted.credential == credential
    assert extracted.printed_qr == qr_text


def test_a_certificate_verifies_and_its_pages_are_compared(check, certificate):
    report = check(certificate, media_type="application/pdf")
    assert report.valid
    assert report.format == "certificate-pdf"
    assert report.check("qr_matches").status == "passed"
    assert report.check("print_matches").status == "passed"
    assert report.check("seal").code == "seal_missing"


@pytest.mark.parametrize("share", [0.02, 0.3, 0.6, 0.9, 0.99])
def test_a_truncated_pdf_is_unreadable(check, certificate, share):
    with pytest.raises(errors.PdfUnreadable):
        check(certificate[: int(len(certificate) * share)])


def test_a_pdf_without_credential_has_its_own_code(check):
    empty = io.BytesIO()
    with pikepdf.new() as blank:
        blank.add_blank_page()
        blank.save(empty)
    with pytest.raises(errors.PdfWithoutCredential):
        check(empty.getvalue())


def test_a_locked_pdf_is_unreadable(check, certificate):
    locked = io.BytesIO()
    with pikepdf.open(io.BytesIO(certificate)) as opened:
        opened.save(locked, encryption=pikepdf.Encryption(user="secret", owner="secret"))
    with pytest.raises(errors.PdfUnreadable):
        check(locked.getvalue())


def test_a_swapped_attachment_is_named_by_the_printed_code(
    check, registry, skill_record, certificate
):
    other = registry.issue(skill_record).credential.encode()

    def swap(opened):
        del opened.attachments["credential.jwt"]
        opened.attachments["credential.jwt"] = pikepdf.AttachedFileSpec(opened, other)

    report = check(edited(certificate, swap))
    assert report.outcome == "invalid"
    assert failing(report) == {"qr_matches": "qr_differs"}


def test_a_forged_printed_code_is_named(check, stranger, record, credential):
    theirs = stranger.issue_qr(record)
    forged = pdf.render(credential.decode(), theirs, verify_url="https://registry.example/verify")
    assert failing(check(forged)) == {"qr_matches": "key_unknown"}


def test_a_code_of_another_listed_issuer_is_named(check, registry, record, credential):
    """By itself it is genuine, and tells who scans the paper whatever that other one likes."""
    other = Registry(generate_key_ring("did:web:other.example", NOW - timedelta(days=30)))
    theirs = trusted_issuer(
        other.ring, name="Another", status_url_prefixes=["https://other.example/"]
    )
    printed = pdf.render(
        credential.decode(), other.issue_qr(record), verify_url="https://registry.example/verify"
    )
    report = check(printed, trust=TrustList((registry.trusted, theirs)))
    assert failing(report) == {"qr_matches": "qr_differs"}


def test_a_code_by_a_stolen_key_is_named(check, registry, certificate):
    keys = tuple(
        replace(key, compromised_since=NOW) if key.signs(KeyPurpose.QR) else key
        for key in registry.trusted.keys
    )
    report = check(certificate, trust=TrustList((replace(registry.trusted, keys=keys),)))
    assert failing(report) == {"qr_matches": "key_compromised"}


def test_a_certificate_without_its_code_is_named(check, certificate):
    def remove(opened):
        resources = opened.pages[0].Resources
        resources.XObject = pikepdf.Dictionary()

    report = check(edited(certificate, remove))
    assert failing(report) == {"qr_matches": "qr_missing"}
    assert report.check("print_matches").code == "code_not_genuine"


def test_a_changed_attachment_is_a_forgery(check, certificate, credential):
    changed = credential[:-20] + b"AAAA" + credential[-16:]

    def swap(opened):
        opened.attachments["credential.jwt"] = pikepdf.AttachedFileSpec(opened, changed)

    report = check(edited(certificate, swap))
    assert failing(report) == {"proof": "signature_invalid"}
    assert report.check("qr_matches").code == "credential_not_read"


def with_attachment(stream_of):
    written = io.BytesIO()
    with pikepdf.new() as made:
        made.add_blank_page()
        spec = pikepdf.AttachedFileSpec(made, b"x", filename="credential.jwt")
        made.attachments["credential.jwt"] = spec
        spec.obj.EF.F = spec.obj.EF.UF = made.make_indirect(stream_of(made))
        made.save(
            written, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none
        )
    return written.getvalue()


def deflated(content, levels):
    for _ in range(levels):
        content = zlib.compress(content, 9)
    return content


def refused(check, raw):
    with pytest.raises(errors.Unreadable):
        check(raw)


def peak_of(act):
    """Bytes that Python held at most while acting."""
    tracemalloc.start()
    try:
        act()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("levels", [1, 2])
def test_a_bomb_in_the_attachment_is_not_unpacked(check, levels):
    content = deflated(bytes(200_000_000), levels)

    def stream_of(made):
        filters = [pikepdf.Name.FlateDecode] * levels
        chosen = filters[0] if levels == 1 else pikepdf.Array(filters)
        return pikepdf.Stream(made, content, Filter=chosen)

    bomb = with_attachment(stream_of)
    assert len(bomb) < 400_000
    assert peak_of(lambda: refused(check, bomb)) < 20_000_000


def test_a_bomb_in_the_file_s_own_structure_is_not_unpacked(check, certificate):
    """An object stream is unpacked to open the file at all: the limit is qpdf's."""
    packed = io.BytesIO()
    with pikepdf.open(io.BytesIO(certificate)) as opened:
        opened.save(packed, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    assert check(packed.getvalue()).valid
    content = deflated(b" " * 300_000_000, 1)
    body = b"%PDF-1.7\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n"
    place = len(body)
    body += (
        b"5 0 obj\n<</Type/XRef/Size 6/W[1 2 1]/Root 1 0 R/Filter/FlateDecode/Length "
        + str(len(content)).encode()
        + b">>\nstream\n"
        + content
        + b"\nendstream\nendobj\nstartxref\n"
        + str(place).encode()
        + b"\n%%EOF\n"
    )
    with pytest.raises(errors.PdfUnreadable):
        check(body)


def test_an_attachment_that_is_no_file_is_unreadable(check, certificate):
    def empty(opened):
        opened.Root.Names.EmbeddedFiles.Names[1].EF = pikepdf.Dictionary()

    with pytest.raises(errors.PdfUnreadable):
        check(edited(certificate, empty))


def damage(data, raw):
    damaged = bytearray(raw)
    for place in data.draw(st.lists(st.integers(0, len(damaged) - 1), max_size=8)):
        damaged[place] = data.draw(st.integers(0, 255))
    return bytes(damaged)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_damaged_pdf_is_read_or_refused_but_never_crashes(certificate, data):
    with suppress(errors.Unreadable):
        archive.extract(damage(data, certificate))


# Each is drawn anew to be compared, which takes its time.
@settings(max_examples=12, deadline=None)
@given(st.data())
def test_a_damaged_pdf_is_judged_or_refused_but_never_crashes(check, certificate, data):
    try:
        report = check(damage(data, certificate))
    except errors.Unreadable:
        return
    assert report.format == "certificate-pdf"


def test_a_pdf_that_is_too_large_is_not_opened(check):
    with pytest.raises(errors.TooLarge):
        check(b"%PDF-1.7" + bytes(MAX_FILE_BYTES))


def test_a_large_picture_on_the_page_is_not_unpacked(check, certificate):
    def enlarge(opened):
        (picture,) = opened.pages[0].get_images().values()
        picture.Width = 100_000
        picture.Height = 100_000

    report = check(edited(certificate, enlarge))
    assert failing(report) == {"qr_matches": "qr_missing"}


def test_javascript_in_a_pdf_is_named_and_never_run(check, certificate):
    def arm(opened):
        opened.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")

    report = check(edited(certificate, arm))
    assert failing(report) == {"print_matches": "print_active"}


def test_only_the_first_page_s_code_counts(check, certificate, registry, skill_record):
    extracted = archive.extract(certificate)
    assert extracted.printed_qr != registry.issue_qr(skill_record)
    assert qr.version_of(extracted.printed_qr) <= qr.MAX_VERSION
