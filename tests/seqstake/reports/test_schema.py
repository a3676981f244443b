"""The schemas in the documentation describe the record of a run, and the record is as they say."""

import json
from dataclasses import asdict

import pytest

from seqstake.reports.texts import texts_of
from tests.seqstake.reports.runs import BROKEN, FAILING, hunted, run
from tests.seqstake.reports.schema import DOCS, fits, schemas, text


@pytest.mark.parametrize("name", schemas())
def test_the_documentation_has_the_schema(name: str) -> None:
    told = "python -m tests.seqstake.reports.schema writes it anew"
    assert (DOCS / name).read_text(encoding="utf-8") == text(schemas()[name]), told


def test_what_is_written_fits() -> None:
    record = run(FAILING, BROKEN)
    written = json.loads(texts_of(record)["json"]())
    assert written == json.loads(json.dumps(asdict(record)))
    fits(schemas()["verify.schema.json"], written)
    fits(schemas()["fuzz.schema.json"], json.loads(texts_of(hunted())["json"]()))


def test_what_does_not_fit_is_noticed() -> None:
    written = json.loads(texts_of(run())["json"]())
    with pytest.raises(AssertionError):
        fits(schemas()["fuzz.schema.json"], written)
    with pytest.raises(AssertionError, match="is not described"):
        fits(schemas()["verify.schema.json"], {**written, "surprise": 1})
