"""The video service on this machine, for the demo and the tests, in a process of its own."""
