"""Pages of a PDF as pictures, for preview and printers."""

from __future__ import annotations

from ccm_desktop.reports.preview import PageImage, page_count, render_page

__all__ = ["PageImage", "page_count", "render_page"]
