"""The register of qualifications that workers hold."""

from sqlmodel import Field, SQLModel


class Qualification(SQLModel, table=True):
    """framework_id, level: None where the level is not known, which is not "no level".

    type: vet, higher education, school leaving or licence. search_text: folded to lower case,
    what `q` looks through. first_award, last_award: ISO dates as exact as known.
    """

    __tablename__ = "qualification"

    id: str = Field(primary_key=True, max_length=120)
    country: str = Field(max_length=10, index=True)
    framework_id: str | None = Field(default=None, max_length=60, index=True)
    level: str | None = Field(default=None, max_length=40)
    title: str = Field(max_length=300)
    title_native: str = Field(default="", max_length=300)
    awarding_body: str = Field(default="", max_length=300)
    isced_f: str = Field(default="", max_length=10)
    isco08: str = Field(default="", max_length=10)
    type: str = Field(default="", max_length=40)
    first_award: str = Field(default="", max_length=10)
    last_award: str = Field(default="", max_length=10)
    source: str = ""
    checked: bool
    confidence: str = Field(max_length=6)
    search_text: str = ""
