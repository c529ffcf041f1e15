"""One file for a browser: nothing is loaded, and nothing in it obeys the traffic."""

from inspector.report.html.report import Report

__all__ = ["Report"]
