"""How the window looks to this person on this computer."""

from __future__ import annotations

from PySide6.QtCore import Qt

from ccm_desktop.ui.appearance import DEFAULT_SCHEME, DEFAULT_SIZE, SCHEMES, SIZES, Appearance
from ccm_desktop.ui.settings.group import SettingsGroup
from ccm_desktop.ui.settings.rows import ChoiceRow


class LookGroup(SettingsGroup):
    """Theme and text size; anybody's own."""

    key, title = "look", "Look"

    def __init__(self, appearance: Appearance) -> None:
        super().__init__("appearance")
        self._appearance = appearance
        self.scheme_row = ChoiceRow("scheme", "Theme", SCHEMES, "Light and dark colors", DEFAULT_SCHEME)
        self.size_row = ChoiceRow(
            "size", "Text size", {str(size): f"{size} %" for size in SIZES},
            "Everything grows with it. Ctrl++ and Ctrl+- change it too.", str(DEFAULT_SIZE),
        )  # fmt: skip
        self.add_section("", [self.scheme_row, self.size_row])
        self.column.addStretch(1)
        self.scheme_row.chosen.connect(appearance.show_scheme)
        self.size_row.chosen.connect(self._on_size)
        # Queued: while a box is still handling a choice it is not filled anew.
        appearance.theme.changed.connect(self.load, Qt.ConnectionType.QueuedConnection)

    def load(self) -> None:
        self.scheme_row.set_value(self._appearance.scheme)
        self.size_row.set_value(str(self._appearance.size))

    def _on_size(self, percent: str) -> None:
        self._appearance.show_size(int(percent))
