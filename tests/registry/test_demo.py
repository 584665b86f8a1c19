"""`make demo` is what most people see first."""

import json

import pikepdf
import pytest

FORMS = (
    "credential.jwt",
    "credential.json",
    "credential.sd-jwt",
    "credential.ob3.json",
    "credential.ob3.jwt",
    "credential.elm.json",
    "certificate.pdf",
    "qr.txt",
)
FILES = {
    *FORMS,
    *(f"revoked/{name}" for name in FORMS),
    "did.json",
    "contexts/index.json",
    "report.json",
    *(f"status/{name}" for name in ("r1.jwt", "r1.json", "s1.jwt", "s1.json", "t1.jwt")),
}


def test_it_tells_three_corridors_and_ends_with_the_trace(demo_run):
    _, result = demo_run
    assert result.returncode == 0, result.stdout + result.stderr
    said = result.stdout.splitlines()
    assert sum(line.startswith("== ") and " to " in line for line in said) >= 3
    assert said[-1].strip() == "This compares levels; it is not a recognition decision."


def test_one_answer_comes_through_a_hub_one_widens_and_one_is_an_honest_no_path(home, demo_run):
    said = demo_run[1].stdout
    assert "comes closest to level 4 of the European Qualifications Framework" in said
    assert "levels 7 to 8 of the National Framework of Qualifications (Ireland)" in said
    assert "No level is guessed" in said
    assert "whom to ask instead: IHK Foreign Skills Approval" in said


def test_a_condition_an_assessment_and_who_vouches_for_the_award_are_told(home, demo_run):
    said = demo_run[1].stdout
    assert "a condition: adaptation_period, 6 months" in said
    assert "a skill record is signed and verifies: apply arc welding techniques" in said
    report = json.loads((home.demo / "report.json").read_text())
    subject = report["valid"]["credential.jwt"]["claims"]["credentialSubject"]
    assert subject["quality"][0]["kind"] == "registered"
    assert subject["assessment"][0]["kind"] == "documents"


def test_it_leaves_the_files_of_one_corridor_valid_and_revoked(home):
    left = {str(path.relative_to(home.demo)) for path in home.demo.rglob("*") if path.is_file()}
    assert left >= FILES
    report = json.loads((home.demo / "report.json").read_text())
    assert set(report["valid"]) == set(report["revoked"]) == set(FORMS)


def test_contexts_are_listed_by_url_and_all_there(home):
    index = json.loads((home.demo / "contexts/index.json").read_text())
    for name in ("credential.json", "credential.ob3.json", "credential.elm.json"):
        document = json.loads((home.demo / name).read_text())
        for url in document["@context"]:
            assert json.loads((home.demo / "contexts" / index[url]).read_text())["@context"]


@pytest.mark.parametrize("name", FORMS)
def test_the_report_says_valid_and_revoked_for_each_form(home, name):
    report = json.loads((home.demo / "report.json").read_text())
    assert report["valid"][name]["valid"] is True
    revoked = report["revoked"][name]
    assert revoked["valid"] is False
    assert {"name": "status", "code": "revoked"}.items() <= next(
        check.items() for check in revoked["checks"] if check["name"] == "status"
    )


def test_the_certificate_carries_the_credential(home):
    with pikepdf.open(home.demo / "certificate.pdf") as pdf:
        attached = pdf.attachments["credential.jwt"].get_file().read_bytes()
    assert attached == (home.demo / "credential.jwt").read_bytes()


def test_a_second_run_works_in_the_same_store(home):
    again = home.run("demo")
    assert again.returncode == 0, again.stdout + again.stderr


def _credential_id(home) -> str:
    report = json.loads((home.demo / "report.json").read_text())
    return report["valid"]["credential.jwt"]["claims"]["id"].removeprefix("urn:uuid:")


def test_every_form_is_checked_without_a_connection(home):
    for name in ("credential.json", "credential.sd-jwt"):
        checked = home.run("verify", str(home.demo / name), "--offline", "--trust", str(home.demo))
        assert checked.returncode == 0, (name, checked.stdout, checked.stderr)
        revoked = home.run(
            "verify", str(home.demo / "revoked" / name), "--offline", "--trust", str(home.demo)
        )
        assert revoked.returncode == 1, (name, revoked.stdout, revoked.stderr)
        assert "revoked" in revoked.stdout


def test_the_shell_shows_the_same_forms(home):
    for name, form in (("credential.sd-jwt", "dc+sd-jwt"), ("credential.ob3.jwt", "ob3-jwt")):
        shown = home.run("credential", "show", _credential_id(home), "--format", form)
        assert shown.stdout.strip() == (home.demo / name).read_text().strip()
    unknown = home.run("credential", "show", _credential_id(home), "--format", "mso_mdoc")
    assert (unknown.returncode, unknown.stderr.split(":")[0]) == (2, "format_not_offered")
