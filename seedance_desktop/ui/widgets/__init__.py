"""Small widgets that more than one pane uses. They know nothing of requests or generations."""
