"""The command line, in a shell of its own."""

import json
from pathlib import Path

import pypdfium2
import pytest

EXAMPLES = Path(__file__).parents[1] / "examples"
TAMPERED = 60


@pytest.mark.parametrize("name", ["credential.jwt", "certificate.pdf", "qr.txt"])
def test_what_the_demo_left_verifies_offline(home, name):
    kept = str(home.demo / name)
    assert home.run("verify", kept, "--offline", "--trust", str(home.demo)).returncode == 0
    revoked = str(home.demo / "revoked" / name)
    refused = home.run("verify", revoked, "--offline", "--trust", str(home.demo))
    assert refused.returncode == 1
    assert "status: failed (revoked" in refused.stdout


def test_without_status_lists_it_is_genuine_but_not_checked_for_revocation(home, tmp_path):
    (tmp_path / "did.json").write_bytes((home.demo / "did.json").read_bytes())
    report = home.run(
        "verify", str(home.demo / "qr.txt"), "--offline", "--trust", str(tmp_path), "--json"
    )
    assert report.returncode == 2
    told = json.loads(report.stdout)
    assert told["outcome"] == "undetermined"
    checks = {check["name"]: check for check in told["checks"]}
    assert checks["proof"]["status"] == "passed"
    assert checks["status"]["code"] == "status_unavailable"


def test_a_changed_letter_is_not_valid_and_standard_input_is_read(home):
    text = (home.demo / "credential.jwt").read_text()
    place = len(text) - TAMPERED
    changed = text[:place] + ("A" if text[place] != "A" else "B") + text[place + 1 :]
    assert home.start("verify", "-", stdin=text).returncode == 0
    refused = home.start("verify", "-", stdin=changed)
    assert refused.returncode == 1
    assert "proof: failed (signature_invalid" in refused.stdout


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"%PDF-1.7 cut off", "pdf_unreadable"),
        (b"hello", "format_unknown"),
        (b"", "format_unknown"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_code(home, tmp_path, content, code):
    path = tmp_path / "received"
    path.write_bytes(content)
    result = home.run("verify", str(path))
    assert result.returncode == 2
    assert result.stderr.startswith(code)


def test_compare_takes_levels_with_a_plus(home):
    answer = home.run("compare", "nl-nlqf:4+", "de-dqr", "--json")
    assert answer.returncode == 0
    told = json.loads(answer.stdout)
    assert (told["status"], told["interval"]) == ("DETERMINED", ["4"])


def test_compare_takes_a_qualification_and_a_country(home):
    answer = home.run("compare", "ph-tesda-smaw-nc2", "DE", "--purpose", "employment", "--json")
    told = json.loads(answer.stdout)
    assert told["status"] == "NO_PATH"
    assert any(card["authority"] == "IHK Foreign Skills Approval" for card in told["procedures"])


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        (("xx-none:4", "de-dqr"), "framework_unknown"),
        (("de-dqr:99", "eqf"), "level_unknown"),
        (("de-dqr:4", "XQ"), "country_unknown"),
    ],
)
def test_compare_says_what_it_does_not_know(home, asked, code):
    result = home.run("compare", *asked)
    assert result.returncode == 2
    assert result.stderr.startswith(code)
    assert "Traceback" not in result.stderr


def test_the_graph_before_the_day_it_knew_anything_answers_nothing(home):
    told = json.loads(
        home.run(
            "compare", "de-dqr:4", "eqf", "--known-at", "2020-01-01T00:00:00Z", "--json"
        ).stdout
    )
    assert told["status"] == "NO_PATH"


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.json")), ids=lambda path: path.stem)
def test_example_files_pass(home, path):
    result = home.run("graph", "examples", str(path))
    assert result.returncode == 0, result.stdout
    assert result.stdout.strip().endswith(" 0 differences")


def test_a_wrong_expectation_is_printed_and_fails(home, tmp_path):
    world = json.loads((EXAMPLES / "worked-examples.json").read_text())
    world["level_examples"][0]["expect"]["interval"] = ["S1"]
    path = tmp_path / "wrong.json"
    path.write_text(json.dumps(world))
    result = home.run("graph", "examples", str(path), "--json")
    assert result.returncode == 1
    assert [found["example"] for found in json.loads(result.stdout)["differences"]] == ["E1"]


def test_the_exported_release_is_what_its_hash_names(home):
    listed = json.loads(home.run("graph", "releases", "--json").stdout)
    exported = home.run("graph", "export").stdout.encode()
    release = home.run("graph", "validate", _written(home, exported))
    assert [row["number"] for row in listed] == [1]
    assert release.returncode == 0, release.stdout


def _written(home, content: bytes) -> str:
    path = home.folder / "release.nq"
    path.write_bytes(content)
    return str(path)


def test_a_certificate_is_drawn_again_from_the_credential(home, tmp_path):
    drawn = tmp_path / "again.pdf"
    result = home.run("certificate", str(home.demo / "credential.jwt"), "-o", str(drawn))
    assert result.returncode == 0, result.stderr
    assert home.run("verify", str(drawn)).returncode == 0


def test_a_certificate_speaks_another_language_and_names_those_it_has(home, tmp_path):
    drawn = tmp_path / "fr.pdf"
    credential = str(home.demo / "credential.jwt")
    assert home.run("certificate", credential, "-o", str(drawn), "--lang", "fr").returncode == 0
    assert "reconn" in _words(drawn).lower()
    refused = home.run("certificate", credential, "-o", str(drawn), "--lang", "xx")
    assert refused.returncode == 2
    assert "en, am, ar" in refused.stderr


def _words(path: Path) -> str:
    with pypdfium2.PdfDocument(path) as pdf:
        return pdf[0].get_textpage().get_text_bounded()


def test_the_operator_adds_people_and_revokes(home):
    added = home.run(
        "user", "add", "curator@ministry.example", "--given-name", "Cora", "--family-name", "Ray",
        "--role", "curator", "--organisation", "registry",
        stdin="long and unlikely\nlong and unlikely\n",
    )  # fmt: skip
    assert added.returncode == 0, added.stderr
    assert home.run("user", "role", "curator@ministry.example", "reviewer").returncode == 0
    assert home.run("user", "role", "nobody@ministry.example", "reviewer").stderr.startswith(
        "account_unknown"
    )


def test_keys_are_listed_without_secrets(home):
    listed = json.loads(home.run("keys", "list", "--json").stdout)
    purposes = {"assertion", "authentication", "qr", "seal", "token_status"}
    assert {key["purpose"] for key in listed} == purposes
    shown = {"kid", "algorithm", "purpose", "created", "state", "since", "held"}
    assert all(set(key) == shown for key in listed)


def test_secrets_are_for_their_owner_alone(home):
    kept = [path for path in (home.folder / "var/secrets").rglob("*") if path.is_file()]
    assert kept
    assert all(path.stat().st_mode & 0o077 == 0 for path in kept)


def test_timed_work_runs_once_and_twice(home):
    assert home.run("jobs", "--once").returncode == 0
    assert home.run("jobs", "--once").returncode == 0


def test_the_schema_of_an_empty_store_is_brought_up(new_home):
    assert "current" in new_home().run("db", "upgrade").stdout
