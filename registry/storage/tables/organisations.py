"""Authorities, employers and the registry itself."""

from sqlmodel import Field, SQLModel


class Organisation(SQLModel, table=True):
    """id: a slug, for an authority its `authority_id` of the procedure cards.

    kind: authority, employer, curating_body, registry. jurisdiction: ISO 3166-1 alpha-2 or "".
    four_eyes: always, non_full (refusals and partial decisions, the default) or off.
    """

    __tablename__ = "organisation"

    id: str = Field(primary_key=True, max_length=100)
    name: str = Field(max_length=300)
    kind: str = Field(max_length=30)
    jurisdiction: str = Field(default="", max_length=10)
    four_eyes: str = Field(default="non_full", max_length=10)
