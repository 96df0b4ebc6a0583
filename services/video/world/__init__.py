"""What moves in the picture besides the camera: flow on regions, particles, air and light."""
