"""What can go wrong between `make demo` and a running stack; each message says what to do about it."""


class StackError(Exception):
    """The embedded stack cannot go on; the message is written for the person at the terminal."""


class AlreadyRunning(StackError):
    """Another supervisor holds the state directory."""


class ServerDidNotStart(StackError):
    """A server ended early or did not answer in time; the message carries the end of its log."""


class PortTaken(StackError):
    """The port that was asked for by name is in use."""


class UnsupportedPlatform(StackError):
    """The embedded servers have no build for this machine."""


class NothingRunning(StackError):
    """No stack runs in the state directory."""
