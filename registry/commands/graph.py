"""`registry graph …`: the equivalence graph from the shell."""

from registry.commands.by_name import Named, group_of

_HERE = "registry.commands"

COMMANDS = {
    "validate": Named(
        f"{_HERE}.releases:validate",
        "Check curated data or RDF against the shapes; exit 1 on a violation.",
    ),
    "examples": Named(
        f"{_HERE}.releases:run_examples",
        "Answer every question of a file with the real comparison; exit 1 if any differs.",
    ),
    "releases": Named(f"{_HERE}.releases:show_releases", "Every published release, newest first."),
    "export": Named(
        f"{_HERE}.exchange:export",
        "Write a release; as nq it is byte for byte what its SHA-256 names. dcat: all releases.",
    ),
    "import": Named(
        f"{_HERE}.exchange:take_in",
        "Check a file and make a draft of it; print every fault with its row, exit 1 if any.",
    ),
    "template": Named(
        f"{_HERE}.exchange:template",
        "Write what curators fill: a workbook with explanations and lists, or a .csv.",
    ),
    "push": Named(
        f"{_HERE}.push:push", "Put each named graph of a release into an outside SPARQL server."
    ),
    "diff": Named(f"{_HERE}.curation:show_difference", "What leads from release A to release B."),
    "publish": Named(
        f"{_HERE}.curation:publish",
        "Make an approved draft the next release; it is in force at once.",
    ),
    "load": Named(
        f"{_HERE}.curation:load", "Make a draft of what the curated files of a folder change."
    ),
    "conflicts": Named(
        f"{_HERE}.curation:show_conflicts",
        "Pairs of frameworks with contested answers, dissent or contradictions.",
    ),
    "impact": Named(
        f"{_HERE}.curation:show_impact",
        "What would change if this statement were withdrawn now.",
    ),
    "expiry": Named(
        f"{_HERE}.curation:show_calendar",
        "What ends or is due for review, overdue reviews of a year included.",
    ),
    "coverage": Named(
        f"{_HERE}.curation:show_coverage",
        "What the release in force holds, country by country.",
    ),
}
app = group_of(COMMANDS, "The equivalence graph: validate, run examples, look at releases.")
