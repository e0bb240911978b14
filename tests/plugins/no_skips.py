"""With SAFECONDUCT_NO_SKIPS=1 a skipped test fails the run, by name and reason. CI sets it; a developer need not."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

_skips: pytest.StashKey[list[tuple[str, str]]] = pytest.StashKey()


def pytest_configure(config: pytest.Config) -> None:
    config.stash[_skips] = []
    if os.environ.get("SAFECONDUCT_NO_SKIPS") == "1":
        config.pluginmanager.register(_Watcher(config), "no-skips-watcher")


class _Watcher:
    """Remembers every skip, of a test or of a whole file, and turns a green run with skips into a red one."""

    def __init__(self, config: pytest.Config) -> None:
        self.skips = config.stash[_skips]

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.skipped and not hasattr(report, "wasxfail"):
            self.skips.append((report.nodeid, _reason(report.longrepr)))

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.skipped:
            self.skips.append((report.nodeid, _reason(report.longrepr)))

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session, exitstatus: int) -> None:
        if self.skips and exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        if self.skips:
            terminalreporter.section("skips are not allowed here (SAFECONDUCT_NO_SKIPS=1)", red=True)
            for nodeid, reason in self.skips:
                terminalreporter.line(f"{nodeid}: {reason}")


def _reason(longrepr: object) -> str:
    if isinstance(longrepr, tuple):
        path, line, reason = longrepr
        return f"{reason} ({Path(path).name}:{line})"
    return str(longrepr)
