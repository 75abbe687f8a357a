"""The commands of `ccm`, one module per area."""
