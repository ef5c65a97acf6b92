"""The library: load a dataset, ask it questions. The only place where store and analyses meet."""
