"""The offline reader as its user has it: a file on a disk, a real browser, no network at all."""

# ruff: noqa: F811  -- fixtures are borrowed by their names

import base64
import json
import re
from dataclasses import replace
from datetime import timedelta

import pytest
from PIL import Image, ImageFilter

from bench import code_pictures
from credentials.certificate import pdf
from credentials.certificate.catalogues import read_all
from credentials.trust import TrustList
from registry.web import offline_reader
from registry.web.translations import read_languages
from tests.browser.conftest import CHROMIUM, SWITCHES
from tests.credentials.conftest import (  # noqa: F401  # one worker, one decision, one issuer
    NOW,
    Registry,
    record,
    registry,
    skill_record,
    stranger,
)

VERIFY_URL = "https://registry.example/verify"


@pytest.fixture
def saved(tmp_path, registry):
    """Writes the page with the keys of a trust list; gives its address on the disk."""

    def save(trust=registry.trust):
        file = tmp_path / "offline-reader.html"
        file.write_bytes(offline_reader.build(trust, read_languages(), now=NOW))
        return file.as_uri()

    return save


@pytest.fixture
def screen(browser):
    """A page without a network, in a language; what went wrong in it fails the test."""
    opened = []

    def show(address, language="en-GB"):
        context = browser.new_context(
            viewport={"width": 420, "height": 900}, locale=language, offline=True
        )
        page = context.new_page()
        faults, asked = [], []
        page.on("console", lambda said: said.type == "error" and faults.append(said.text))
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("request", lambda request: asked.append(request.url))
        page.clock.install(time=NOW)
        page.goto(address)
        opened.append((context, faults, asked, address))
        return page

    yield show
    for context, faults, asked, address in opened:
        context.close()
        assert faults == []
        assert [url for url in asked if not url.startswith(("blob:", address))] == []


def check(page, text):
    page.fill("#text", text)
    page.click("#check")
    page.wait_for_selector("#result:not([hidden])")
    return page.inner_text("#verdict")


def rows(page):
    cells = page.locator("#claims tr").all()
    return dict(row.inner_text().split("\t") for row in cells)


def test_a_code_is_genuine_and_says_that_revocation_was_not_checked(
    saved,
    screen,
    registry,
    record,
):
    page = screen(saved())
    assert check(page, registry.issue_qr(record)) == "Genuine"
    assert "revoked was not checked" in page.inner_text("#unchecked")
    assert "Open Recognition Registry" in page.inner_text("#signed")
    told = rows(page)
    assert told["Name"] == "María Luisa dela Cruz"
    assert told["Year of birth"] == "1991"
    assert told["Qualification"] == "Shielded Metal Arc Welding NC II"
    assert told["Decision"] == "Recognised under a condition"
    assert told["Holds in"] == "Germany"
    assert told["Valid until"] == "24 November 2036"
    assert told["Number"] == record.id.removeprefix("urn:uuid:")


def test_what_is_not_genuine_is_told_apart(saved, screen, registry, stranger, record):
    page = screen(saved())
    genuine = registry.issue_qr(record)
    other = "A" if genuine[-40] != "A" else "B"
    verdicts = {
        genuine[:-40] + other + genuine[-39:]: "Not genuine",
        stranger.issue_qr(record): "Signed by somebody",
        genuine[:-3]: "not a code",
        "https://evil.example/": "not a code",
        "ORR1:" + "A" * 300: "not a code",
        "": "not a code",
    }
    for text, verdict in verdicts.items():
        assert verdict in check(page, text), text[:20]
        assert rows(page) == {}
        assert not page.is_visible("#unchecked")


def test_time_and_the_state_of_keys_count(saved, screen, registry, record):
    code = registry.issue_qr(record)
    page = screen(saved())
    page.clock.set_fixed_time("2037-01-01T00:00:00Z")
    assert check(page, code) == "Genuine, but expired"
    page.clock.set_fixed_time("2026-01-01T00:00:00Z")
    assert check(page, code) == "Genuine, but not valid yet"
    page.clock.set_fixed_time(NOW)
    for state in ({"compromised_since": NOW}, {"retired_at": record.valid_from}):
        keys = tuple(replace(key, **state) for key in registry.trusted.keys)
        known = TrustList((replace(registry.trusted, keys=keys),))
        assert "no longer in use" in check(screen(saved(known)), code)


def test_an_issuer_is_believed_as_far_as_the_trust_list_says(
    saved, screen, registry, record, skill_record
):
    badges = {"accepted_types": frozenset({"OpenBadgeCredential"})}
    records = {"accepted_types": frozenset({"SkillRecordCredential"}), "valid_from": NOW}
    for told in (badges, records, {"valid_until": NOW}, {"valid_from": NOW + timedelta(days=1)}):
        known = TrustList((replace(registry.trusted, **told),))
        page = screen(saved(known))
        assert "Signed by somebody" in check(page, registry.issue_qr(record))
        if told is records:
            assert check(page, registry.issue_qr(skill_record)) == "Genuine"


@pytest.mark.parametrize("language", ["fr-FR", "es-ES", "ar-EG"])
def test_it_speaks_the_reader_s_language(saved, screen, registry, record, language):
    page = screen(saved(), language)
    verdict = check(page, registry.issue_qr(record))
    texts = read_languages()[language[:2]]
    assert verdict == texts.gettext("Genuine") != "Genuine"
    assert page.get_attribute("html", "dir") == texts.direction
    page.select_option("#language", "en")
    assert page.inner_text("#verdict") == "Genuine"


@pytest.fixture(scope="module")
def printed(registry, record):
    code = registry.issue_qr(record)
    secured = registry.issue(record).credential
    return pdf.render(secured, code, verify_url=VERIFY_URL, catalogues=read_all("en"))


def test_a_picture_of_the_print_is_read_without_a_network(
    saved,
    screen,
    printed,
    tmp_path,
):
    page = screen(saved())
    clean = code_pictures.scan(printed)
    kinds = ("blur 1.00", "turned 5.00", "turned -5.00", "JPEG 35", "grey 20")
    chosen = [code_pictures.Taken(clean, "clean")]
    chosen += [each for each in code_pictures.damaged(clean) if each.damage.startswith(kinds)]
    read = []
    for number, taken in enumerate(chosen):
        file = tmp_path / f"{number}.png"
        taken.picture.convert("RGB").save(file)
        page.evaluate("document.getElementById('result').hidden = true")
        page.set_input_files("#picture", file)
        page.wait_for_selector("#result:not([hidden])")
        read.append((taken.damage, page.inner_text("#verdict")))
    assert read == [(taken.damage, "Genuine") for taken in chosen]


@pytest.fixture(scope="module")
def filming(browser, printed, tmp_path_factory):
    """A browser with a camera that is held over the print, by a hand that is not still."""
    code = code_pictures.scan(printed).rotate(3, expand=True, fillcolor=255)
    film = tmp_path_factory.mktemp("film") / "desk.mjpeg"
    with film.open("wb") as frames:
        for shift in (0, 6, 11):
            desk = Image.new("RGB", (1280, 720), "#8a7f70")
            desk.paste(code.resize((520, 520)).convert("RGB"), (380 + shift, 90 + shift))
            desk.filter(ImageFilter.GaussianBlur(0.8)).save(frames, "JPEG", quality=80)
    opened = browser.browser_type.launch(
        executable_path=CHROMIUM,
        args=[
            *SWITCHES,
            "--use-fake-ui-for-media-stream",
            "--use-fake-device-for-media-stream",
            f"--use-file-for-fake-video-capture={film}",
        ],
    )
    yield opened
    opened.close()


def seen_by_camera(filming, address):
    page = filming.new_page(locale="en-GB")
    faults = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.clock.install(time=NOW)
    page.goto(address)
    page.click("#camera")
    page.wait_for_selector("#result:not([hidden])")
    assert page.is_hidden("#video")
    assert page.evaluate("document.getElementById('video').srcObject.active") is False
    assert faults == []
    return page


def test_the_camera_reads_the_print_from_a_saved_file(saved, filming, record):
    page = seen_by_camera(filming, saved())
    assert page.inner_text("#verdict") == "Genuine"
    assert rows(page)["Name"] == record.holder.name


def test_the_camera_reads_the_print_on_the_service_s_page(filming, address):
    """The code is of another issuer than this service, which is told apart."""
    page = seen_by_camera(filming, f"{address}/verify/offline")
    assert "Signed by somebody" in page.inner_text("#verdict")


def test_a_picture_without_a_code_says_so(saved, screen, tmp_path):
    page = screen(saved())
    for name, content in (("white.png", WHITE), ("broken.png", b"no picture")):
        file = tmp_path / name
        file.write_bytes(content)
        page.set_input_files("#picture", file)
        page.wait_for_selector("#result:not([hidden])")
        assert "No code was found" in page.inner_text("#verdict")


WHITE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAoAAAAKCAAAAACoWZBhAAAAC0lEQVR4nGP4TwAAJgLmGqU1qVkAAAAASUVORK5CYII="
)


def test_no_name_can_end_the_script_it_stands_in(saved, screen, registry, record):
    nasty = replace(registry.trusted, name="</script><script>alert(1)</script>")
    page = screen(saved(TrustList((nasty,))))
    check(page, registry.issue_qr(record))
    assert "<script>alert(1)" in page.inner_text("#signed")
    holder = replace(record.holder, given_name="<img src=x onerror=alert(1)>", family_name="")
    check(page, registry.issue_qr(replace(record, holder=holder)))
    assert rows(page)["Name"].startswith("<img src=x")


def test_the_page_may_do_nothing_but_its_own_script(saved, registry):
    page = offline_reader.build(registry.trust, read_languages(), now=NOW).decode()
    assert "connect-src 'none'" in page
    assert not re.search(r"(src|href|action)=[\"'](?!data:)", page)
    keys = json.loads(re.search(r'id="keys">(.*?)</script>', page)[1])
    assert [key["name"] for key in keys] == ["Open Recognition Registry"] * len(keys)
    assert "d" not in keys[0]["jwk"]


def test_the_service_offers_it_to_be_saved(reader):
    someone = reader()
    someone.visit("/verify")
    with someone.page.expect_download() as saving:
        someone.press("save the offline reader")
    assert saving.value.suggested_filename == "offline-reader.html"
    someone.visit("/verify/offline")
    someone.page.click("#check")
    assert "not a code" in someone.page.inner_text("#verdict")
    someone.keep("offline-reader")
