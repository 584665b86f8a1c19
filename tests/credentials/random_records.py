"""Records of every shape that the model allows: what each profile must carry."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import strategies as st

from credentials.model import (
    Achievement,
    AssessmentClaim,
    AssessmentKind,
    Authority,
    Basis,
    Decision,
    Equivalence,
    EvidenceClaim,
    EvidenceKind,
    FrameworkScale,
    Holder,
    IdentityCheck,
    LearningOutcome,
    LevelClaim,
    Measure,
    MeasureKind,
    Outcome,
    OutcomeSource,
    QualityClaim,
    QualityKind,
    RecognitionDecision,
    SkillRecord,
)

texts = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), min_size=1, max_size=20
)
maybe = st.just("") | texts
codes = st.from_regex(r"[a-z]{2}-[a-z]{3,5}", fullmatch=True)
countries = st.sampled_from(["PH", "DE", "IE", "NZ"])
hashes = st.from_regex(r"[0-9a-f]{64}", fullmatch=True)
days = st.dates(date(1930, 1, 1), date(2090, 1, 1))
partial_dates = st.sampled_from(["", "2019", "2019-05", "2019-05-01"])
iris = st.sampled_from(["", "https://a.example/q", "urn:x:1"])
isco = st.sampled_from(["", "7", "7212"])
instants = st.integers(946_684_800, 3_786_912_000).map(
    lambda seconds: datetime.fromtimestamp(seconds, UTC)
)
uuids = st.uuids().map(lambda uuid: uuid.urn)
holder_ids = uuids | st.sampled_from(
    [
        "did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK",
        "did:jwk:eyJrdHkiOiJPS1AiLCJjcnYiOiJFZDI1NTE5IiwieCI6IkEifQ",
    ]
)
levels = st.builds(
    LevelClaim, codes, texts, st.just("urn:x:f"), texts, st.just("https://a.example/l")
)
confidences = st.decimals(0, 1, places=4).map(str)
achievements = st.builds(
    Achievement,
    name=texts,
    awarding_body=maybe,
    country=countries,
    awarded_on=partial_dates,
    name_native=maybe,
    qualification_iri=iris,
    isced_f=st.sampled_from(["", "07", "071", "0715"]),
    isco08=isco,
    type=maybe,
    description=maybe,
    criteria=maybe,
    native_language=st.sampled_from(["", "fil", "ar"]),
    awarding_body_iri=st.sampled_from(["", "https://a.example/body", "urn:x:2"]),
    official_url=st.sampled_from(["", "https://a.example/nc2"]),
    workload_hours=st.none() | st.integers(1, 100_000),
    duration=st.sampled_from(["", "P2Y", "P1Y6M", "P90D"]),
    languages=st.lists(st.sampled_from(["en", "fil"]), max_size=2).map(tuple),
    entry_requirements=maybe,
    further_learning=maybe,
    occupations=maybe,
    legal_basis=maybe,
)
credited = st.builds(
    Achievement,
    texts,
    texts,
    countries,
    credit_points=st.sampled_from(["0", "7.5", "180"]),
    credit_system=texts,
)
outcomes = st.builds(
    LearningOutcome,
    texts,
    st.sampled_from(OutcomeSource),
    st.just("http://data.europa.eu/esco/skill/1"),
    maybe,
    isco,
) | st.builds(LearningOutcome, texts, st.sampled_from(OutcomeSource))
assessments = st.builds(
    AssessmentClaim,
    st.sampled_from(AssessmentKind),
    texts,
    partial_dates,
    maybe,
    texts,
    maybe,
    st.none() | st.sampled_from(IdentityCheck),
) | st.builds(AssessmentClaim, st.sampled_from(AssessmentKind), texts)
evidence = st.builds(
    EvidenceClaim,
    st.sampled_from(EvidenceKind),
    texts,
    hashes,
    maybe,
    maybe,
    partial_dates,
    partial_dates,
)
quality = st.builds(
    QualityClaim,
    st.sampled_from(QualityKind),
    texts,
    iris,
    maybe,
    st.none() | st.dates(date(2000, 1, 1), date(2020, 1, 1)),
    st.none() | st.dates(date(2020, 1, 1), date(2040, 1, 1)),
)
measures = st.builds(Measure, texts, st.sampled_from(MeasureKind)) | st.builds(
    Measure, texts, st.just(MeasureKind.ADAPTATION_PERIOD), st.integers(1, 36)
)


@st.composite
def scales(draw):
    """A framework's levels, and a part of them or none."""
    levels = tuple(draw(st.lists(texts, min_size=1, max_size=5, unique=True)))
    ends = sorted(draw(st.lists(st.integers(0, len(levels) - 1), min_size=2, max_size=2)))
    touched = [levels[end] for end in ends] if draw(st.booleans()) else []
    return FrameworkScale(draw(codes), draw(texts), levels, *touched)


steps = st.fixed_dictionaries(
    {
        "sentence": texts,
        "statement": st.just("https://a.example/s"),
        "direction": st.sampled_from(["forward", "inverse"]),
        "from": texts,
        "to": texts,
        "authority": maybe,
        "document": maybe,
        "document_date": st.just(""),
        "document_url": st.just(""),
        "locator": maybe,
        "valid_from": st.none() | texts,
        "valid_to": st.none() | texts,
        "confidence": st.none() | texts,
        "checked": st.booleans(),
        "says": maybe,
        "predicate": st.none() | texts,
        "source": maybe,
        "source_framework": maybe,
        "target": maybe,
        "target_framework": maybe,
        "rounded": st.booleans(),
    },
    optional={"path": st.integers(0, 5)},
)
equivalences = st.builds(
    Equivalence,
    framework=codes,
    framework_name=texts,
    interval=st.sampled_from([(), ("4",), ("4+", "7..8")]),
    status=texts,
    release=st.just(1),
    release_sha256=st.just("ab" * 32),
    as_of=days,
    path_id=st.just("") | hashes,
    predicate=st.none() | texts,
    confidence=st.none() | confidences,
    force=st.none() | st.integers(0, 5),
    checked=st.booleans(),
)
claims = {
    "id": uuids,
    "holder": st.builds(Holder, holder_ids, texts, texts, days, maybe),
    "achievement": achievements | credited,
    "basis": st.sampled_from(Basis),
    "origin_level": st.none() | levels,
    "equivalences": st.lists(equivalences, max_size=2).map(tuple),
    "outcomes": st.lists(outcomes, max_size=2).map(tuple),
    "assessments": st.lists(assessments, max_size=2).map(tuple),
    "evidence": st.lists(evidence, max_size=2).map(tuple),
    "quality": st.lists(quality, max_size=2).map(tuple),
    "scales": st.lists(scales(), max_size=3).map(tuple),
    "trace": st.lists(steps, max_size=2).map(tuple),
    "valid_from": instants,
}
decisions = st.builds(
    Decision,
    id=uuids,
    outcome=st.sampled_from(Outcome),
    authority=st.builds(Authority, codes, texts, countries),
    destination=countries,
    purpose=texts,
    legal_basis=texts,
    decided_on=st.just(date(2026, 1, 1)),
    occupation=maybe,
    level=st.none() | levels,
    reasons=texts,
    measures=st.lists(measures, min_size=1, max_size=2).map(tuple),
    appeal_until=st.none() | st.just(date(2026, 2, 1)),
    appeal_body=maybe,
    remedies=maybe,
)


@st.composite
def skill_records(draw: st.DrawFn) -> SkillRecord:
    """Valid for a year at most."""
    drawn = {name: draw(strategy) for name, strategy in claims.items()}
    lasting = timedelta(days=draw(st.integers(1, 365)))
    return SkillRecord(**drawn, valid_until=drawn["valid_from"] + lasting)


recognition_decisions = st.builds(RecognitionDecision, **claims, decision=decisions)
records = skill_records() | recognition_decisions
