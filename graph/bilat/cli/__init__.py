"""The command line: the library with words."""
