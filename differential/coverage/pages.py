"""coverage.py's pages, with what a condition never was written beside its line.

coverage.py expects at most one way of a line to be missing, as it is in Python; in Solidity there may be several.
"""

from coverage import Coverage
from coverage.html import FileData, HtmlDataGeneration, HtmlReporter
from coverage.plugin import FileReporter
from coverage.results import Analysis

from differential.coverage.reporter import SolidityReporter


class _Notes(HtmlDataGeneration):
    """The data of pages, with all missing ways of a line in one note."""

    def data_for_file(self, fr: FileReporter, analysis: Analysis) -> FileData:
        data = super().data_for_file(fr, analysis)
        if isinstance(fr, SolidityReporter):
            missing = analysis.missing_branch_arcs()
            for line in data.lines:
                if line.category == "par":
                    ways = missing[line.number]
                    line.short_annotations = [fr.way_description(line.number, way) for way in ways]
                    told = (fr.missing_arc_description(line.number, way) for way in ways)
                    line.long_annotations = ["; ".join(told)]
        return data


def write_pages(coverage: Coverage) -> None:
    """Write the pages as ``coverage`` is configured."""
    reporter = HtmlReporter(coverage)
    reporter.datagen = _Notes(coverage)
    reporter.report(None)
