"""The local mesh: real servers and the six programs as processes on this machine."""
