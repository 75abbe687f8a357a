"""PDF and CSV documents from frozen values."""
