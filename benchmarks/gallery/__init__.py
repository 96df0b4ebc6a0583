"""`make gallery`: varied clips, made and measured one after another, on one HTML page.

specs.yaml says what is made, specs.py reads it, make.py makes and measures a clip, page.py and
style.css draw the page. All figures are in gallery.json beside it.
"""
