"""Documents that are credentials, nearly: terms where they are defined, seldom where they are not.

Written along the compiled tables, so that most of a document means something; one value in a few
is of another kind than its term wants, and some names are no names.
"""

from typing import Any

from hypothesis import strategies as st

from credentials.contexts import contexts
from credentials.jsonld.scopes import NotCompiled, Scope, Term, compiled
from credentials.profiles.elm import ELM_CONTEXT_URL
from credentials.profiles.elm_reading import EARLIER_CONTEXT_URL
from credentials.profiles.open_badges import OPEN_BADGES_CONTEXT
from credentials.profiles.vc20 import CONTEXT_URL, W3C_CONTEXT

CONTEXT_LISTS = [
    [W3C_CONTEXT],
    [W3C_CONTEXT, CONTEXT_URL],
    [W3C_CONTEXT, OPEN_BADGES_CONTEXT],
    [W3C_CONTEXT, ELM_CONTEXT_URL],
    [W3C_CONTEXT, EARLIER_CONTEXT_URL],
]
GOOD_NAMES = [
    "urn:uuid:1f3b9c52-27bb-4f15-9b0e-5e7d2c9a4b33",
    "did:web:registry.example",
    "https://x.example/é?q=1#f",
    "data:application/vc+jwt,a.b.c",
    "id:x",
    "name:x",
]
BAD_NAMES = ["relative", "../up", "_:b0", "https://x.example/with space", "@id", "", "name"]
ODD_KEYS = ["@id", "@type", "@list", "@set", "@graph", "@index", "surprise", "https://x.example/p"]
TEXTS = st.text(max_size=8) | st.sampled_from(
    [
        "2026-11-24T09:30:00Z",
        'a"b\\c\n\r\t\b\f\x7f\x00\x1f',
        "assertionMethod",
        "同一",
        "true",
        "\u2028",
    ]
)
NUMBERS = (
    st.integers(-(2**53), 2**53)
    # Of few digits: at exactly half a last digit, C and JavaScript round to different sides.
    | st.floats(-(2.0**53), 2.0**53, allow_nan=False).map(lambda number: float(f"{number:.12g}"))
    | st.booleans()
    | st.sampled_from([0.0, -0.0, 1.0, 1e-7, 0.1, 1e21, 10**21])
)
WITH_LANGUAGE = st.fixed_dictionaries(
    {"@value": TEXTS},
    optional={
        "@language": st.sampled_from(["en", "fr-CA", "AR", "zh-Hant-TW"]),
        "@direction": st.sampled_from(["ltr", "rtl"]),
    },
)
BY_LANGUAGE = st.dictionaries(
    st.sampled_from(["en", "DE", "zh-Hant", "@none", "no such tag"]),
    TEXTS | st.lists(TEXTS, max_size=2) | st.none(),
    max_size=3,
)
ODD_VALUES = st.one_of(
    st.none(),
    NUMBERS,
    st.just({}),
    st.just([]),
    st.just([None, ["nested"]]),
    st.sampled_from(BAD_NAMES),
    st.sampled_from(
        [
            {"@value": None},
            {"@value": 1},
            {"@value": "x", "@type": "https://x.example/type"},
            {"@value": "x", "@language": "no such tag"},
            {"@value": "x", "@language": None},
            {"@value": "x", "@direction": "up"},
            {"@language": "en"},
            {"@list": ["x"]},
            {"@set": ["x"]},
        ]
    ),
)


def scope_of(named: list[str]) -> Scope:
    found = compiled(tuple(contexts()[url] for url in named))
    assert found is not None
    return found


@st.composite
def documents(draw: st.DrawFn) -> dict[str, Any]:
    """JSON with an @context; most of it defined."""
    named = draw(st.sampled_from(CONTEXT_LISTS))
    oddness = draw(st.sampled_from([0, 0, 0, 3, 30]))
    kinds = draw(st.sampled_from(["VerifiableCredential", "VerifiablePresentation", None]))
    node = _node(draw, scope_of(named), oddness, 0, [kinds] if kinds else [])
    context = named[0] if len(named) == 1 and draw(st.booleans()) else named
    return {"@context": context, **node}


def _odd(draw: st.DrawFn, percent: int) -> bool:
    return percent > 0 and draw(st.integers(0, 99)) < percent


def _node(
    draw: st.DrawFn, scope: Scope, oddness: int, depth: int, kinds: list[str]
) -> dict[str, Any]:
    node: dict[str, Any] = {}
    if draw(st.booleans()):
        node["id"] = draw(st.sampled_from(BAD_NAMES if _odd(draw, oddness) else GOOD_NAMES))
    named = sorted(name for name in scope.terms if name[0].isupper())
    if named and draw(st.booleans()):
        kinds = [*kinds, *draw(st.lists(st.sampled_from(named + GOOD_NAMES[1:3]), max_size=2))]
    if kinds:
        node["type"] = kinds[0] if len(kinds) == 1 and draw(st.booleans()) else kinds
        try:
            scope = scope.for_types(kinds)
        except NotCompiled:
            # Types that contradict each other: nothing more can be said.
            return node
    usable = sorted(name for name in scope.terms if not name[0].isupper())
    for name in draw(st.lists(st.sampled_from(usable), max_size=4, unique=True)):
        if name not in {"id", "type"}:
            node[name] = _values(draw, scope, name, oddness, depth)
    if _odd(draw, oddness):
        node[draw(st.sampled_from(ODD_KEYS))] = draw(TEXTS)
    return node


def _values(draw: st.DrawFn, scope: Scope, name: str, oddness: int, depth: int) -> Any:
    if scope.terms[name].container == "@language" and draw(st.booleans()):
        return draw(BY_LANGUAGE)
    count = draw(st.sampled_from([1, 1, 1, 0, 2, 3]))
    values = [_value(draw, scope, name, oddness, depth) for _ in range(count)]
    if len(values) == 2 and draw(st.booleans()):
        values[1] = values[0]
    return values[0] if count == 1 and draw(st.booleans()) else values


def _value(draw: st.DrawFn, scope: Scope, name: str, oddness: int, depth: int) -> Any:
    term: Term = scope.terms[name]
    if _odd(draw, oddness):
        return draw(ODD_VALUES)
    try:
        inside = scope.inside(name, term)
    except NotCompiled:
        return draw(TEXTS)
    wants_node = term.container == "@graph" or (
        depth < 4 and (term.is_scoped or term.coercion == "@id") and draw(st.integers(0, 3))
    )
    if term.container == "@language" and draw(st.integers(0, 4)):
        return draw(BY_LANGUAGE)
    if wants_node and not inside.terms:
        return draw(documents()) if depth < 2 else {}
    if wants_node and depth < 2 and not draw(st.integers(0, 15)):
        return draw(documents())
    if wants_node:
        return _node(draw, inside, oddness, depth + 1, [])
    if term.coercion == "@id":
        return draw(st.sampled_from(GOOD_NAMES))
    if term.coercion == "@vocab":
        return draw(st.sampled_from([*sorted(inside.terms)[:6], *GOOD_NAMES]))
    if term.coercion is None:
        return draw(TEXTS | NUMBERS | WITH_LANGUAGE)
    return draw(TEXTS | NUMBERS)


DOCUMENTS = documents()
