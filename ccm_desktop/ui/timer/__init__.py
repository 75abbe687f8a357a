"""The timer on screen: bar, start palette and finish drawer; the state machine lives in services."""
