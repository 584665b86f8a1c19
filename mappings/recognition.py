"""Recognition by law: which rules apply. They are matched, never chained, never inverted."""

from mappings import algebra
from mappings.index import Index
from mappings.model import Framework, Interval, Rule
from mappings.question import Asked


def applicable_rules(
    index: Index,
    origin: Framework,
    start: Interval,
    asked: Asked,
) -> tuple[Rule, ...]:
    """The rules that oblige `asked.territory` to recognise the leaves `start` of `origin`.

    Strongest first. A transnational destination (empty territory) has no rules, and a country
    needs none for its own awards.
    """
    if not asked.territory or asked.territory == origin.territory:
        return ()
    return tuple(
        rule
        for rule in index.rules.get(asked.territory, ())
        if asked.in_force(rule) and asked.in_scope(rule) and _grants(rule, origin, start)
    )


def _grants(rule: Rule, origin: Framework, start: Interval) -> bool:
    """Whether the award comes from a party of the rule and holds the level it names, if any."""
    if rule.origins and origin.territory not in rule.origins:
        return False
    if rule.source_framework is None:
        return True
    if rule.source_framework != origin.id:
        return False
    return rule.source is None or algebra.holds(origin.span(rule.source), start)
