"""One script per figure of performance: each prints it beside a reference measured in the same run."""
