from dataclasses import replace
from datetime import date, datetime

import pytest

from credentials.errors import RecordInvalid
from credentials.model import Check, MeasureKind, Outcome, StatusEntry, VerificationReport


def report(*checks):
    return VerificationReport("vc+jwt", None, None, None, checks)


COUNTED = ("proof", "issuer_trusted", "validity", "schema", "status")


def test_valid_means_that_all_counted_checks_passed():
    passed = [Check.passed(name) for name in COUNTED]
    informing = (
        Check.failed("release_known", "release_unknown"),
        Check.failed("equivalence_current", "equivalence_changed"),
        Check.not_checked("holder_binding", "not_a_presentation"),
    )
    assert report(*passed, *informing).outcome == "valid"
    for place, name in enumerate(COUNTED):
        gap, fault = passed.copy(), passed.copy()
        gap[place] = Check.not_checked(name, "why")
        fault[place] = Check.failed(name, "why")
        assert report(*gap).outcome == "undetermined"
        assert report(*fault).outcome == "invalid"
        assert not report(*gap).valid


@pytest.mark.parametrize("name", ["qr_matches", "print_matches", "seal"])
def test_pages_that_contradict_their_credential_are_invalid_and_unread_ones_say_nothing(name):
    passed = [Check.passed(counted) for counted in COUNTED]
    assert report(*passed, Check.failed(name, "why")).outcome == "invalid"
    assert report(*passed, Check.not_checked(name, "why")).outcome == "valid"


def test_pages_that_nothing_vouches_for_leave_a_certificate_undetermined():
    passed = [Check.passed(counted) for counted in COUNTED]
    unvouched = Check.not_checked("print_matches", "edition_unvouched")
    assert report(*passed, unvouched).outcome == "undetermined"
    assert report(*passed, unvouched, Check.failed("seal", "why")).outcome == "invalid"


def test_a_failure_weighs_more_than_a_gap():
    checks = (Check.not_checked("proof", "x"), Check.failed("issuer_trusted", "y"))
    assert report(*checks).outcome == "invalid"


def test_a_report_without_checks_is_not_valid():
    assert report().outcome == "undetermined"


def test_nobody_can_ask_a_check_or_a_report_for_its_truth():
    with pytest.raises(TypeError):
        bool(Check.passed("proof"))
    with pytest.raises(TypeError):
        bool(report())


def test_the_wire_shape_of_a_report():
    written = report(Check.failed("proof", "signature_invalid", "Altered.")).to_json()
    assert written == {
        "valid": False,
        "outcome": "invalid",
        "format": "vc+jwt",
        "issuer": {"id": None, "name": None},
        "checks": [
            {
                "name": "proof",
                "status": "failed",
                "code": "signature_invalid",
                "detail": "Altered.",
            }
        ],
        "claims": {},
        "status_as_of": None,
    }


def test_records_that_cannot_be_true_cannot_be_made(record, skill_record):
    changes = (
        lambda r: replace(r, id="7b6cf5b0"),
        lambda r: replace(r, valid_from=datetime(2026, 1, 1)),  # noqa: DTZ001
        lambda r: replace(r, valid_until=r.valid_from),
        lambda r: replace(r.holder, id="Maria"),
        lambda r: replace(r.holder, given_name="", family_name=""),
        lambda r: replace(r.achievement, country="Philippines"),
        lambda r: replace(r.achievement, awarded_on="May 2019"),
        lambda r: replace(r.achievement, qualification_iri="nc2"),
        lambda r: replace(r.origin_level, framework_iri="ph-pqf"),
        lambda r: replace(r.equivalences[0], release_sha256="AB" * 32),
        lambda r: replace(r.equivalences[0], interval=("1", "2", "3")),
        lambda r: replace(r.equivalences[0], release=0),
        lambda r: replace(r.evidence[0], sha256="x"),
        lambda r: replace(r.decision, legal_basis=""),
        lambda r: replace(r.decision, outcome=Outcome.REFUSED, reasons=""),
        lambda r: replace(r.decision, outcome=Outcome.PARTIAL, reasons=""),
        lambda r: replace(r.decision, outcome=Outcome.CONDITIONAL, measures=()),
        lambda r: replace(r.decision, appeal_until=date(2020, 1, 1)),
        lambda r: replace(r.decision, id="17"),
        lambda r: replace(r.decision.authority, jurisdiction="Germany"),
        lambda r: replace(r.holder, id="https://a.example/maria"),
        lambda r: replace(r.holder, id="did:web:maria.example"),
        lambda r: replace(r.achievement, isced_f="welding"),
        lambda r: replace(r.achievement, isco08="72121"),
        lambda r: replace(r.achievement, official_url="http://a.example"),
        lambda r: replace(r.achievement, workload_hours=0),
        lambda r: replace(r.achievement, duration="two years"),
        lambda r: replace(r.achievement, credit_points="many", credit_system="ECTS"),
        lambda r: replace(r.achievement, credit_points="180"),
        lambda r: replace(r.achievement, languages=("English",)),
        lambda r: replace(r.outcomes[0], text=""),
        lambda r: replace(r.outcomes[0], skill_iri="weld"),
        lambda r: replace(r.outcomes[0], skill_iri=""),
        lambda r: replace(r.assessments[0], assessor=""),
        lambda r: replace(r.assessments[0], assessed_on="May"),
        lambda r: replace(r.assessments[0], grade=""),
        lambda r: replace(r.quality[0], body=""),
        lambda r: replace(r.quality[0], valid_until=date(2001, 1, 1)),
        lambda r: replace(r.evidence[0], kind="hearsay"),
        lambda r: replace(r.evidence[1], ended_on="now"),
        lambda r: replace(r.decision.measures[0], months=37),
        lambda r: replace(r.decision.measures[0], kind=MeasureKind.OTHER),
        lambda _: replace(skill_record, valid_until=None),
        lambda r: replace(skill_record, valid_until=r.valid_until),
        lambda _: StatusEntry("http://registry.example/status/1", 1),
        lambda _: StatusEntry("https://registry.example/status/1", -1),
        lambda _: StatusEntry("https://registry.example/status/1", 1, "message"),
    )
    for change in changes:
        with pytest.raises(RecordInvalid):
            change(record)
