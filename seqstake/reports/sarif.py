"""Remarks in the format that code scanning reads (SARIF 2.1.0)."""

from collections.abc import Iterable, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

from seqstake.reports.places import Place, bases
from seqstake.reports.remark import Remark


def location(place: Place) -> dict[str, Any]:
    """Return a line."""
    artifact = {"uri": place.file, "uriBaseId": place.base} if place.base else {"uri": Path(place.file).as_uri()}
    return {"physicalLocation": {"artifactLocation": artifact, "region": {"startLine": place.number}}}


def result(remark: Remark) -> dict[str, Any]:
    """Return one result."""
    found: dict[str, Any] = {
        "ruleId": remark.rule,
        "level": remark.level,
        "message": {"text": remark.message},
        "locations": [location(remark.place)],
        "partialFingerprints": {"propertyAndStep/v1": f"{remark.rule}/{remark.subject}"},
    }
    if remark.related:
        found["relatedLocations"] = [{"id": number, **location(p)} for number, p in enumerate(remark.related, start=1)]
    return found


def sarif(tool: str, remarks: Sequence[Remark], exit_code: int, notes: Iterable[str] = ()) -> dict[str, Any]:
    """Return a whole report; notes are what is wrong with the run, and not with a line."""
    rules = {remark.rule: remark.statement for remark in remarks}
    described = [{"id": id, "shortDescription": {"text": text}} for id, text in rules.items()]
    used = {place.base for remark in remarks for place in (remark.place, *remark.related)}
    told = [{"level": "error", "message": {"text": note}} for note in notes]
    return {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": {"name": tool, "version": version("seqstake"), "rules": described}},
                "originalUriBaseIds": {b: {"uri": f.as_uri() + "/"} for b, f in bases().items() if b in used},
                "invocations": [
                    {"executionSuccessful": exit_code == 0, "exitCode": exit_code, "toolExecutionNotifications": told}
                ],
                "results": [result(remark) for remark in remarks],
            }
        ],
    }
