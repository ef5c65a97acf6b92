"""The interactive page: one self-contained HTML file that shows, filters and cites the graph."""
