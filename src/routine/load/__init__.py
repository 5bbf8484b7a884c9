"""Files to data, or to findings with the line: the only rooms that read."""
