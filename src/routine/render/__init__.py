"""The writers: each turns a verified plan into bytes or text and leaves files, clock and network alone."""
