"""`python -m ccm_desktop` opens the window."""

from __future__ import annotations

import sys

from ccm_desktop.app.main import main

if __name__ == "__main__":
    sys.exit(main())
