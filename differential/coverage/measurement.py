"""What ran of the contracts and of the spec, in coverage.py's own data, and its reports of it.

Contexts are what was asked for when something ran: the actions of the spec by name, and a few words for all else.
"""

import json
import runpy
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from io import StringIO
from pathlib import Path
from typing import Any, Final

from coverage import Coverage, CoverageData

import spec
from differential.coverage.build import Build
from differential.coverage.gaps import Judgement
from differential.coverage.pages import write_pages
from differential.coverage.reporter import SolidityPlugin, SolidityReporter, arcs_of
from differential.coverage.seen import Seen

SPEC: Final = Path(spec.__file__).parent

LOADING: Final = "loading"
"""The context of what runs when the modules of the spec are loaded."""


class Measurement:
    """Coverage while it is measured, and afterwards."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._reporters: dict[str, SolidityReporter] = {}
        self._plugin = SolidityPlugin(self._reporters)
        self._coverage = Coverage(
            data_file=None,
            branch=True,
            config_file=False,
            source=[str(SPEC)],
            messages=False,
            plugins=[lambda registry: registry.add_configurer(self._plugin)],
        )
        # Other tracers know no contexts.
        self._coverage.set_option("run:core", "ctrace")

    @contextmanager
    def spec(self, context: str) -> Iterator[None]:
        """Measure what runs of the spec until the block ends."""
        self._coverage.start()
        self._coverage.switch_context(context)
        try:
            yield
        finally:
            self._coverage.stop()

    def load_spec(self) -> None:
        """Measure what runs when the modules of the spec are loaded; this process has loaded them long before."""
        with self.spec(LOADING):
            for path in sorted(SPEC.glob("*.py")):
                runpy.run_path(str(path), run_name=f"measured_{path.stem}")

    def add(self, build: Build, seen: Mapping[str, Mapping[str, Seen]], judgement: Judgement) -> None:
        """Take what ran of a contracts project, by context and source."""
        data = self.data()
        paths = {unit: str((build.root / unit).resolve()) for unit in build.outlines}
        for unit, outline in build.outlines.items():
            self._reporters[paths[unit]] = SolidityReporter(Path(paths[unit]), outline, judgement)
        for context, parts in seen.items():
            data.set_context(context)
            data.add_arcs({paths[unit]: arcs_of(build.outlines[unit], ran) for unit, ran in parts.items()})
        data.touch_files(paths.values(), self._plugin._coverage_plugin_name)

    def data(self) -> CoverageData:
        """Return the data so far."""
        return self._coverage.get_data()

    def table(self) -> str:
        """Return the table of all sources."""
        text = StringIO()
        self._coverage.report(file=text, skip_empty=True)
        return text.getvalue()

    def write_lcov(self, file: Path) -> None:
        """Write tracefile records, as genhtml and editors read them."""
        self._coverage.lcov_report(outfile=str(file))

    def write_html(self, folder: Path) -> None:
        """Write pages that show for each line in which contexts it ran."""
        self._coverage.set_option("html:directory", str(folder))
        self._coverage.set_option("html:show_contexts", True)
        self._coverage.set_option("html:skip_empty", True)
        write_pages(self._coverage)

    def write_json(self, file: Path, more: Mapping[str, Any]) -> None:
        """Write coverage.py's report, with more of our own."""
        self._coverage.json_report(outfile=str(file), show_contexts=True)
        content = json.loads(file.read_text(encoding="utf-8"))
        for part in content["files"].values():
            for region in (part, *part["functions"].values(), *part.get("classes", {}).values()):
                # coverage.py has them in no order.
                region["contexts"] = {line: sorted(contexts) for line, contexts in region["contexts"].items()}
        file.write_text(json.dumps({**content, **more}, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
