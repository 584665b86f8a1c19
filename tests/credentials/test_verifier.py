def test_a_sound_credential_is_valid(check, credential):
    report = check(credential)
    assert report.outcome == "valid", report
    assert report.valid
    assert report.issuer_name == "Open Recognition Registry"
    assert {c.name: c.status for c in report.checks} == {
        "proof": "passed",
        "issuer_trusted": "passed",
        "validity": "passed",
        "status": "passed",
        "schema": "passed",
        "holder_binding": "not_checked",
        "release_known": "passed",
        "equivalence_current": "passed",
    }


def test_the_qr_code_alone_can_be_valid(check, qr_text):
    report = check(qr_text.encode())
    assert report.valid, report
    assert report.check("release_known").code == "not_in_qr"
