"""The report of a probe: a page for a browser, an article for print, a table for a terminal."""

from verification.probing.report.article import tex
from verification.probing.report.page import html
from verification.probing.report.terminal import terminal

__all__ = ["html", "terminal", "tex"]
