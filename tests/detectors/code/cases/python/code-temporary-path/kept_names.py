class Daemon:
    def __init__(self, pidfile=None):
        self.pidfile = pidfile or "/run/daemon.pid"  # ok: code-temporary-path
        self.lockfile = "/tmp/%s.lock" % type(self).__name__  # expect: code-temporary-path


def start(socket_path="/tmp/daemon.sock"):  # expect: code-temporary-path
    return socket_path


def listed(title="/tmp is shared"):  # ok: code-temporary-path
    return title
