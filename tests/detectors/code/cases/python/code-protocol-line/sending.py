class Client:
    def __init__(self, transport, method, uri):
        self.transport = transport
        self.method = method
        self.uri = uri

    def request(self):
        self.transport.write(b" ".join([self.method, self.uri, b"HTTP/1.1\r\n"]))  # expect: code-protocol-line

    def mail(self, sender):
        self.transport.send("MAIL FROM:<%s>\r\n" % sender)  # expect: code-protocol-line

    def mail_well(self, sender):
        if "\r" in sender or "\n" in sender:
            raise ValueError("illegal sender")
        self.transport.send("MAIL FROM:<%s>\r\n" % refuse_illegal(sender))  # ok: code-protocol-line

    def count(self, size):
        self.transport.send("%d\r\n" % size)  # ok: code-protocol-line


def refuse_illegal(text):
    return text


def say(sock, command):
    CRLF = "\r\n"
    sock.sendall(f"{command} now\r\n".encode())  # expect: code-protocol-line


def shown(message):
    return f"{message}\r\n"  # ok: code-protocol-line
