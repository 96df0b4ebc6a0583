"""What model engines of all stages share: weights on disk, options, a device and its memory.

folder and options stand without PyTorch; only model engines import the rest.
"""
