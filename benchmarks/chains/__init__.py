"""The same five-stage chain on other people's machinery, to hold our own mesh against."""
