"""The window: widgets and view models over the services.

PySide6 puts itself before every later import, to see in the module's source whether it uses PySide's own
`__feature__` names. We use none, and it costs a start a tenth of its time and keeps 20 MB of source in memory: with
the first module of this room Python imports by itself again.
"""

import builtins

import PySide6.QtCore  # noqa: F401 - first, so that nothing comes before Python's own import later

from ccm_desktop.ui.overrides import make_errors_whole

builtins.__import__ = getattr(builtins, "__orig_import__", builtins.__import__)
make_errors_whole()
