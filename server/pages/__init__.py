"""One file a topic: read the form, ask the desk, show the page."""
