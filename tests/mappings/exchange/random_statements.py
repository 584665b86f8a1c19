"""Random statements: any that the model holds, each with an IRI of its own."""

from hypothesis import strategies as st

from mappings.model import Correspondence
from tests.mappings.random_graphs import correspondences, frameworks


@st.composite
def statements(draw: st.DrawFn) -> tuple[Correspondence, ...]:
    source, target = draw(frameworks("aa-one")), draw(frameworks("bb-two"))
    numbers = range(draw(st.integers(0, 3)))
    return tuple(draw(correspondences(number, source, target)) for number in numbers)
