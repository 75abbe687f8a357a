"""One script per figure of performance: each prints it beside a reference measured in the same run."""

from ccm_desktop.app.garbage import collect_seldom

collect_seldom()  # as the program does
