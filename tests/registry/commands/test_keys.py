"""`registry keys …` and `registry trust …` as an operator uses them, in processes of their own."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.hardware import make_token
from tests.registry.conftest import Apart, Home


@pytest.fixture
def own_home(home: Home, tmp_path: Path) -> Home:
    """A copy, whose keys may be changed."""
    shutil.copytree(home.folder, tmp_path / "home")
    return Home(tmp_path / "home")


def told(home: Home, *command: str, **environment: str) -> list[dict[str, str]]:
    result = home.run(*command, "--json", **environment)
    assert result.returncode == 0, result.stderr
    found: list[dict[str, str]] = json.loads(result.stdout)
    return found


def outcome(home: Home, **environment: str) -> dict[str, str]:
    result = home.run("verify", "var/demo/credential.jwt", "--json", **environment)
    report = json.loads(result.stdout)
    (proof,) = [check for check in report["checks"] if check["name"] == "proof"]
    return {"exit": str(result.returncode), "outcome": report["outcome"], "proof": proof["status"]}


VALID = {"exit": "0", "outcome": "valid", "proof": "passed"}


def test_rotation_retirement_and_loss_as_an_operator_sees_them(own_home: Home) -> None:
    before = told(own_home, "keys", "list")
    assert {row["state"] for row in before} == {"active"}
    old = next(
        row for row in before if (row["purpose"], row["algorithm"]) == ("assertion", "EdDSA")
    )
    (fresh,) = told(own_home, "keys", "rotate", "assertion", "--algorithm", "EdDSA")
    assert fresh["kid"] != old["kid"]
    assert outcome(own_home) == VALID
    (retired,) = told(own_home, "keys", "retire", old["kid"].partition("#")[2])
    assert (retired["state"], retired["held"]) == ("retired", "gone")
    assert outcome(own_home) == VALID
    told(own_home, "keys", "compromise", old["kid"], "--since", "2020-01-01T00:00:00Z")
    lost = own_home.run("verify", "var/demo/credential.jwt", "--json")
    assert (lost.returncode, "key_compromised" in lost.stdout) == (1, True)
    again = own_home.run("keys", "retire", fresh["kid"])
    assert (again.returncode, again.stderr.split(":")[0]) == (2, "key_step_not_allowed")


def test_keys_move_into_a_token_and_old_credentials_stay(own_home: Home, tmp_path: Path) -> None:
    token = make_token(tmp_path / "hsm").environment
    own_home = Apart(own_home.folder)
    made = told(own_home, "keys", "rotate", **token)
    assert {row["held"] for row in made} == {"token"}
    assert outcome(own_home, **token) == VALID
    again = told(own_home, "keys", "rotate", "qr", **token)
    listed = told(own_home, "keys", "list", **token)
    in_use = {row["kid"] for row in listed if row["state"] == "active"}
    assert again[0]["kid"] in in_use
    assert {row["held"] for row in listed if row["kid"] in in_use} == {"token"}
    drawn = own_home.run("certificate", "var/demo/credential.jwt", "-o", "sealed.pdf", **token)
    assert drawn.returncode == 0, drawn.stderr
    pdfsig = subprocess.run(
        ["pdfsig", own_home.folder / "sealed.pdf"], capture_output=True, text=True, check=False
    )
    assert "Total document signed" in pdfsig.stdout
    assert "Signature is Valid" in pdfsig.stdout
    without = own_home.run("keys", "list")
    assert (without.returncode, without.stderr.split(":")[0]) == (2, "key_token_unavailable")
    wrong = tmp_path / "wrong-pin"
    wrong.write_text("0000")
    refused = own_home.run("keys", "list", **{**token, "PKCS11_PIN_FILE": str(wrong)})
    assert (refused.returncode, "PinIncorrect" in refused.stderr) == (2, True)
    assert "0000" not in refused.stderr


def test_a_wrong_passphrase_is_told_plainly(own_home: Home) -> None:
    refused = own_home.run("keys", "list", KEY_PASSPHRASE="not the right passphrase")
    assert (refused.returncode, refused.stderr.split(":")[0]) == (2, "key_passphrase_wrong")
    assert "not the right" not in refused.stderr


def test_an_issuer_is_put_on_the_list_exported_and_taken_off(own_home: Home) -> None:
    did = "did:web:college.example"
    added = own_home.run(
        "trust", "add", did, "--name", "College", "--status", "https://college.example/status/"
    )
    assert (added.returncode, added.stdout.strip()) == (0, f"{did} is on the trust list as College")
    assert [entry["did"] for entry in told(own_home, "trust", "list")] == [
        "did:web:registry.example",
        did,
    ]
    assert own_home.run("trust", "export", "trust.json").returncode == 0
    assert own_home.run("trust", "export", "trust.jwt").returncode == 0
    assert own_home.run("trust", "remove", did).returncode == 0
    assert len(told(own_home, "trust", "list")) == 1
    imported = json.loads(own_home.run("trust", "import", "trust.json", "--json").stdout)
    assert [imported[word] for word in ("added", "changed", "removed")] == [1, 0, 0]
    own = "did:web:registry.example"
    refused = own_home.run("trust", "import", "trust.jwt", "--signer", did, "--dry-run")
    assert (refused.returncode, refused.stderr.split(":")[0]) == (2, "trust_list_unproven")
    dry = own_home.run("trust", "import", "trust.jwt", "--signer", own, "--replace", "--dry-run")
    assert dry.stdout.strip() == (
        "nothing was changed; it would be: 0 added, 0 changed, 0 removed, 1 unchanged"
    )
    root = str(own_home.demo / "seal-root.pem")
    rooted = own_home.run("trust", "seal-roots", did, root)
    assert rooted.stdout.strip() == f"{did}: 1 roots of seals"
    assert len(told(own_home, "trust", "list")[1]["sealRoots"]) == 1
    gone = own_home.run("trust", "remove", "did:web:nobody.example")
    assert (gone.returncode, gone.stderr.split(":")[0]) == (2, "trust_entry_unknown")


def test_an_exported_list_is_all_that_an_offline_check_needs(own_home: Home) -> None:
    folder = own_home.folder / "offline"
    shutil.copytree(own_home.demo / "status", folder / "status")
    assert own_home.run("trust", "export", "offline/trust.json").returncode == 0
    checked = own_home.run(
        "verify", "var/demo/credential.jwt", "--offline", "--trust", "offline", "--json"
    )
    assert json.loads(checked.stdout)["outcome"] == "valid", checked.stdout
