"""A worker applies, officers decide, an employer verifies, all by pages, at two widths."""

import io

import pytest
from PIL import Image

DESKTOP, PHONE = (1200, 850), (360, 740)
WORKER = "worker@demo.example"


def certificate_photo():
    content = io.BytesIO()
    Image.new("RGB", (300, 200), "white").save(content, "PNG")
    return {
        "name": "certificat – diplôme.png",
        "mimeType": "image/png",
        "buffer": content.getvalue(),
    }


def apply(worker, shots):
    """From the search to the sent application; returns the case's path."""
    worker.visit("/apply")
    worker.keep(f"{shots}-apply")
    worker.press("Start a new application")
    worker.page.fill("#q", "welding")
    worker.press("Search")
    worker.keep(f"{shots}-apply-1")
    worker.page.check("input[value=ph-tesda-smaw-nc2]")
    worker.press("Continue")
    worker.page.select_option("#destination", "DE")
    worker.page.check("input[value=employment]")
    worker.keep(f"{shots}-apply-2")
    worker.press("Continue")
    worker.page.check("input[value=de-ihk-fosa]")
    worker.page.fill("#awarded", "2019-05")
    worker.page.check("#consent")
    worker.keep(f"{shots}-apply-3")
    worker.press("Continue to your papers")
    worker.page.set_input_files("#file", certificate_photo())
    worker.page.click("form:has(#file) button")
    assert "certificat – diplôme.png" in worker.page.inner_text("main")
    worker.keep(f"{shots}-case-draft")
    worker.press("Send the application")
    assert worker.page.inner_text("#standing") == "Sent in"
    return worker.page.url.removeprefix(worker.address)


def officer(reader, size, post, case):
    opened = reader(size)
    opened.sign_in(f"{post}@de-ihk-fosa.example")
    assert opened.page.inner_text("h1") == "Open cases"
    opened.keep(f"{size[0]}-officer-queue")
    opened.visit(f"/officer/cases/{case.rpartition('/')[2]}")
    return opened


def decide(reader, size, case):
    intake = officer(reader, size, "intake", case)
    intake.keep(f"{size[0]}-officer-intake")
    intake.press("The file is complete")
    intake.page.click("summary:has-text('Record quality assurance')")
    intake.page.fill("#quality-body", "TESDA, register of programmes")
    intake.page.fill("#quality-valid_from", "2018-01-01")
    intake.page.click("#quality button.act")
    intake.press("Papers are authentic")
    assessor = officer(reader, size, "assessor", case)
    assessor.press("Start the evaluation")
    assessor.page.click("summary:has-text('Record an assessment')")
    assessor.page.fill("#assessment-assessed_on", "2026-10")
    assessor.page.fill("#assessment-result", "passed")
    assessor.page.click("#assessments button.act")
    assessor.page.check("input[value=CONDITIONAL]")
    assessor.page.select_option("#level", "de-dqr:3")
    assessor.page.fill("#legal_basis", "BQFG, section 4")
    assessor.page.fill("#reasons", "Plate welding is shown; pipe welding is not.")
    assessor.page.fill("#remedies", "A course in pipe welding.")
    assessor.page.fill("#appeal_body", "Administrative court")
    assessor.page.fill("#measure-text-1", "In a certified workshop")
    assessor.page.select_option("#measure-kind-1", "adaptation_period")
    assessor.page.fill("#measure-months-1", "6")
    assessor.keep(f"{size[0]}-officer-propose")
    assessor.page.click("#proposal button.act")
    decider = officer(reader, size, "decider", case)
    decider.keep(f"{size[0]}-officer-decide")
    decider.press("Decide as proposed")
    decider.keep(f"{size[0]}-officer-decided")
    return decider


def verify(employer, pdf, shot):
    employer.visit("/verify")
    employer.page.set_input_files("#file", pdf)
    employer.page.select_option("#country", "DE")
    employer.page.click("main form button")
    employer.keep(shot)
    return employer.page.inner_text("h1")


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_worker_officer_and_employer_do_the_whole_job_by_pages(reader, size, tmp_path):
    worker = reader(size)
    worker.sign_in(WORKER)
    case = apply(worker, f"{size[0]}")
    decider = decide(reader, size, case)

    worker.visit(case)
    told = worker.page.inner_text("main")
    assert "Recognised under a condition" in worker.page.inner_text("#decision")
    assert "Adaptation period (6 months): In a certified workshop" in told
    assert "TESDA, register of programmes" in worker.page.inner_text("#quality")
    assert "IHK Foreign Skills Approval" in worker.page.inner_text("#assessments")
    worker.keep(f"{size[0]}-case-decided")
    with worker.page.expect_download() as download:
        worker.page.click("#credential form.paper button")
    pdf = tmp_path / "certificate.pdf"
    download.value.save_as(pdf)

    employer = reader(size)
    assert verify(employer, pdf, f"{size[0]}-verified") == "This document is genuine and valid"
    decider.page.fill("form:has(button[value=revoke]) input[name=reason]", "Issued in error")
    decider.press("Revoke")
    assert verify(employer, pdf, f"{size[0]}-revoked") == "This document is not valid"
    assert "The issuer has revoked it." in employer.page.inner_text("main")


def test_a_new_worker_registers_and_is_led_to_the_application(reader):
    worker = reader(PHONE)
    worker.visit("/apply")
    worker.press("Register")
    worker.page.fill("#given_name", "Ana")
    worker.page.fill("#family_name", "Lima")
    worker.page.fill("#birth_date", "1991-02-03")
    worker.page.fill("#email", "ana@demo.example")
    worker.page.fill("#password", "short")
    worker.press("Register")
    assert "Some fields are missing or wrong" in worker.page.inner_text("[role=alert]")
    worker.keep("360-register-fault")
    worker.page.fill("#password", "a sentence that I remember")
    worker.press("Register")
    assert worker.page.inner_text("h1") == "Which qualification do you have?"


def test_a_wrong_password_is_told_on_the_page(reader):
    worker = reader()
    worker.sign_in(WORKER, "not the password")
    assert "Email or password is wrong" in worker.page.inner_text("[role=alert]")
    worker.keep("1200-login-fault")
