"""Questions to Bubbly that somebody waits for: asked by a page, answered by a worker."""
