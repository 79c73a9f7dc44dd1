"""The reading queries: every one takes the viewer first, and gives a frame with fixed columns."""
