"""Random graphs: any that can be written, and those that may be published."""

from datetime import UTC, date, datetime

from hypothesis import strategies as st

from mappings import namespaces
from mappings.model import (
    Citation,
    Correspondence,
    Effect,
    Force,
    Framework,
    Graph,
    LearningOpportunity,
    Level,
    Period,
    Predicate,
    Procedure,
    Provenance,
    Purpose,
    Recorded,
    Rule,
    Scope,
)

# Everything a text may hold, line ends and quotes too, but halves of surrogate pairs.
words = st.text(st.characters(exclude_categories=("Cs",)), max_size=12)
names = st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=12)
slugs = st.from_regex(r"[a-z]{2}-[a-z0-9]{1,6}", fullmatch=True)
countries = st.from_regex(r"[A-Z]{2}", fullmatch=True)
occupations = st.from_regex(r"[0-9]{1,4}", fullmatch=True)
confidences = st.decimals(0, 1, places=4)
forces = st.sampled_from(Force)
effects = st.sampled_from(Effect)
days = st.dates(date(1900, 1, 1), date(2100, 1, 1))
moments = st.datetimes(timezones=st.just(UTC))
codes = st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=4)


@st.composite
def periods(draw: st.DrawFn) -> Period:
    start, end = draw(st.none() | days), draw(st.none() | days)
    return Period(start, end) if not (start and end and start >= end) else Period(start)


scopes = st.builds(
    Scope,
    st.frozensets(st.sampled_from(Purpose)),
    st.frozensets(countries, max_size=2),
    st.frozensets(occupations, max_size=2),
    st.frozensets(names, max_size=2),
)
provenances = st.builds(
    Provenance,
    authority=words,
    document=words,
    document_date=words,
    document_url=words,
    locator=words,
    source=words,
    checked=st.booleans(),
    note=words,
    author=st.just("") | slugs,
    reviewer=st.just("") | slugs,
    reviewed_on=st.none() | days,
    review_due=st.none() | days,
)


@st.composite
def frameworks(draw: st.DrawFn, code: str) -> Framework:
    levels = draw(st.lists(codes, min_size=1, max_size=5, unique=True))
    parents = [None, *(draw(st.none() | st.just(levels[0])) for _ in levels[1:])]
    return draw(
        st.builds(
            Framework,
            id=st.just(code),
            name=words,
            levels=st.tuples(
                *(
                    st.builds(
                        Level,
                        st.just(one),
                        st.just(rank),
                        st.just(parent),
                        words,
                        words,
                        words,
                        words,
                        st.booleans(),
                        confidences,
                        st.just("") | codes,
                    )
                    for rank, (one, parent) in enumerate(zip(levels, parents, strict=True), 1)
                )
            ),
            hub=st.booleans(),
            territory=st.just("") | countries,
            status=st.sampled_from(("active", "retired", "in development")),
            retired_on=st.none() | days,
            successor=st.none() | slugs,
            confidence=confidences,
            **dict.fromkeys(("name_native", "abbreviation", "kind", "authority", "note"), words),
            **dict.fromkeys(("authority_domain", "legal_basis", "legal_basis_date"), words),
            **dict.fromkeys(("adopted", "source"), words),
            checked=st.booleans(),
            version=st.integers(1, 9),
        )
    )


@st.composite
def correspondences(draw: st.DrawFn, number: int, source: Framework, target: Framework) -> object:
    predicate = draw(st.none() | st.sampled_from(Predicate))
    target_level = st.none() if predicate is None else st.sampled_from([*target.by_code])
    return draw(
        st.builds(
            Correspondence,
            id=names,
            iri=st.just(namespaces.statement_iri(str(number))),
            source_framework=st.just(source.id),
            source=st.sampled_from([*source.by_code]),
            target_framework=st.just(target.id),
            target_low=target_level,
            target_high=target_level,
            predicate=st.just(predicate),
            confidence=confidences,
            force=forces,
            mapping_set=slugs,
            mutual=st.booleans(),
            valid=periods(),
            recorded=st.builds(Recorded, moments, st.none() | moments),
            provenance=provenances,
            scope=scopes,
            negative=st.booleans(),
            applies_to_awards=periods(),
            version=st.integers(1, 9),
            kind=words,
            valid_from_text=words,
            valid_to_text=words,
            endorsers=st.frozensets(names, max_size=2),
            replaces=st.just("") | slugs.map(namespaces.statement_iri),
        )
    )


def rules(number: int, source: Framework, target: Framework) -> st.SearchStrategy[Rule]:
    # Levels are named together or not at all.
    levels = {
        "source_framework": st.just(source.id),
        "source": st.sampled_from([*source.by_code]),
        "target_framework": st.just(target.id),
        "target_low": st.sampled_from([*target.by_code]),
        "target_high": st.sampled_from([*target.by_code]),
    }
    return st.booleans().flatmap(
        lambda named: st.builds(
            Rule,
            id=names,
            iri=st.just(namespaces.rule_iri(str(number))),
            title=words,
            effect=effects,
            force=forces,
            origins=st.frozensets(countries, max_size=3),
            destinations=st.frozensets(countries, max_size=3),
            valid=periods(),
            recorded=st.builds(Recorded, moments, st.none() | moments),
            provenance=provenances,
            confidence=confidences,
            scope=scopes,
            applies_to_awards=periods(),
            measures=words,
            kind=words,
            valid_from_text=words,
            version=st.integers(1, 9),
            replaces=st.just("") | slugs.map(namespaces.rule_iri),
            **(levels if named else dict.fromkeys(levels, st.none())),
        )
    )


def citations(number: int) -> st.SearchStrategy[Citation]:
    parties = st.frozensets(countries, max_size=3).map(lambda found: tuple(sorted(found)))
    iri = st.just(namespaces.agreement_iri(str(number)))
    return st.builds(
        Citation, names, iri, words, words, effects, parties, words, provenances, confidences
    )


def procedures(number: int) -> st.SearchStrategy[Procedure]:
    return st.builds(
        Procedure,
        id=names,
        iri=st.just(namespaces.procedure_iri(str(number))),
        authority_id=slugs,
        destination=countries,
        purpose=st.sampled_from(Purpose),
        occupations=st.frozensets(occupations, max_size=2),
        documents=st.lists(names, max_size=12).map(tuple),
        confidence=confidences,
        checked=st.booleans(),
        **dict.fromkeys(("authority", "abbreviation", "website_domain", "time_limit"), words),
        **dict.fromkeys(("fee", "fee_checked", "appeal", "source", "note"), words),
    )


def opportunities(number: int) -> st.SearchStrategy[LearningOpportunity]:
    return st.builds(
        LearningOpportunity,
        id=names,
        iri=st.just(namespaces.opportunity_iri(str(number))),
        country=countries,
        occupations=st.frozensets(occupations, max_size=2),
        confidence=confidences,
        checked=st.booleans(),
        **dict.fromkeys(("title", "kind", "provider", "closes", "source"), words),
    )


@st.composite
def graphs(draw: st.DrawFn) -> Graph:
    ids = draw(st.lists(slugs, min_size=2, max_size=3, unique=True))
    known = [draw(frameworks(code)) for code in ids]
    numbers = range(draw(st.integers(0, 2)))
    return Graph(
        frameworks={framework.id: framework for framework in known},
        correspondences=tuple(draw(correspondences(n, known[0], known[1])) for n in numbers),
        rules=tuple(draw(rules(n, known[1], known[0])) for n in numbers),
        citations=tuple(draw(citations(n)) for n in numbers),
        procedures=tuple(draw(procedures(n)) for n in numbers),
        opportunities=tuple(draw(opportunities(n)) for n in numbers),
    )


def _predicates(*, alone: bool) -> st.SearchStrategy[Predicate]:
    """Exact only of one level and nothing else: rule 11 asks for one to one."""
    return st.sampled_from([one for one in Predicate if alone or one is not Predicate.EXACT])


@st.composite
def publishable_graphs(draw: st.DrawFn) -> Graph:
    """A framework referenced to another by a monotone set, with all that the rules ask for."""
    ids = draw(st.lists(slugs, min_size=2, max_size=2, unique=True))
    source, target = (
        Framework(code, draw(words), tuple(Level(str(n), n) for n in range(1, size + 1)))
        for code, size in zip(
            ids, draw(st.tuples(st.integers(1, 6), st.integers(1, 6))), strict=True
        )
    )
    ends = st.lists(st.integers(1, len(target.levels)), min_size=6, max_size=6).map(sorted)
    lows, highs = draw(ends), draw(ends)
    told = draw(st.sets(st.sampled_from(range(len(source.levels)))))
    provenance = draw(st.builds(Provenance, names, names, words, words, names, words))
    return Graph(
        frameworks={source.id: source, target.id: target},
        correspondences=tuple(
            Correspondence(
                id=f"{number}",
                iri=namespaces.statement_iri(f"{number}"),
                source_framework=source.id,
                source=source.levels[number].code,
                target_framework=target.id,
                target_low=str(min(lows[number], highs[number])),
                target_high=str(max(lows[number], highs[number])),
                predicate=draw(_predicates(alone=len(told) == 1 and lows[number] == highs[number])),
                confidence=draw(confidences),
                force=draw(forces),
                mapping_set=f"{source.id}--{target.id}",
                mutual=draw(st.booleans()),
                valid=Period(draw(days)),
                recorded=Recorded(datetime(2026, 11, 23, tzinfo=UTC)),
                provenance=provenance,
                scope=Scope(draw(st.frozensets(st.sampled_from(Purpose), min_size=1))),
            )
            for number in told
        ),
        procedures=(draw(procedures(1)),),
    )
