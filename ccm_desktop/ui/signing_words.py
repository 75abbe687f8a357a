"""What is said wherever somebody signs."""

from __future__ import annotations

TOO_SOON = "Read it first: it can be signed once it has been on the screen for a second."
MORE_BELOW = "There is more below: read it to its end first (Page Down)."
ASK_ONCE = "Your passphrase, once for this sitting (15 minutes or 50 signatures). It signs in your name."
