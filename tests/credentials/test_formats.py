import pytest

from credentials import errors
from credentials.proofs.jose import MAX_TOKEN_BYTES


@pytest.mark.parametrize(
    ("received", "refusal"),
    [
        (b"", errors.UnknownFormat),
        (b"hello", errors.UnknownFormat),
        (b"{}", errors.UnknownFormat),
        (b"a.b", errors.UnknownFormat),
        (b"<svg/>", errors.UnknownFormat),
        (b"\xff\xfe\0\0", errors.UnknownFormat),
        (b"A" * (MAX_TOKEN_BYTES + 1), errors.TooLarge),
        (b"A" * 10_000_000, errors.TooLarge),
        (b"\x89PNG\r\n\x1a\n broken", errors.PictureUnreadable),
        (b"\xff\xd8\xff broken", errors.PictureUnreadable),
        (b"%PDF-1.7 broken", errors.PdfUnreadable),
    ],
)
def test_what_cannot_be_read_is_a_problem_with_its_code(check, received, refusal):
    with pytest.raises(refusal):
        check(received)


def test_bytes_of_another_type_than_announced_are_refused(check, credential, qr_text):
    for received, media_type in (
        (credential, "application/pdf"),
        (credential, "image/png"),
        (qr_text.encode(), "application/vc+jwt"),
    ):
        with pytest.raises(errors.MediaTypeWrong):
            check(received, media_type=media_type)
    assert check(credential, media_type="text/plain; charset=utf-8").valid
    assert check(credential, media_type="application/octet-stream").valid
