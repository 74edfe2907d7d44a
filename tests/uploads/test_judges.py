"""The judges themselves, in this process: the child that confines them is tried beside, and walks no line that is counted here."""

import io

import pytest

from tat.inspection.child import judge_of
from tat.inspection.kinds import KINDS, kind_of
from tat.uploads import refusals
from tat.uploads.names import clean_name
from tests.uploads.corpus import TAKEN, Sent, corpus

pytestmark = pytest.mark.req("IN-2")
JUDGED = [sent for sent in corpus() if sent.content and kind_of(clean_name(sent.name)) and len(sent.content) < 20_000_000]


@pytest.mark.parametrize("sent", JUDGED, ids=lambda sent: f"{sent.what}: {sent.name[-8:]}".encode("ascii", "replace").decode())
def test_a_judge_says_of_a_file_what_the_corpus_says(sent: Sent) -> None:
    extension = kind_of(clean_name(sent.name))
    verdict, display = judge_of(extension)(io.BytesIO(sent.content))
    said = TAKEN if verdict == "good" else str(refusals.SENTENCES[verdict])
    assert said == sent.right
    assert bool(display) == (said == TAKEN and bool(KINDS[extension].shown_as))
