"""What a running timer may credit: clocks, gaps and segments as pure rules."""
