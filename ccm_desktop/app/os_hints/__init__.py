"""What the operating system says of sleep and lock: hints to the timer, which judges right without them.

Linux (D-Bus) and Windows (window messages) are heard. macOS tells such things only through its own
libraries, which this program does not bring; there the timer finds the holes by its clocks alone.
"""
