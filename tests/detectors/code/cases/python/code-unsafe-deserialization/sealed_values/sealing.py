import hashlib
import hmac


class Sealing:
    def __init__(self, key):
        self._key = key

    def _mark(self, data):
        return hmac.new(self._key, data, hashlib.sha256).digest()

    def opened(self, sealed):
        mark, data = sealed[:32], sealed[32:]
        if not hmac.compare_digest(mark, self._mark(data)):
            raise ValueError
        return data

    def opened_or_none(self, sealed):
        mark, data = sealed[:32], sealed[32:]
        expected = self._mark(data)
        return data if hmac.compare_digest(expected, mark) else None

    def told(self, sealed):
        mark, data = sealed[:32], sealed[32:]
        if not hmac.compare_digest(mark, b"0" * 32):
            print("not ours")
        return data

    def hashed(self, sealed):
        mark, data = sealed[:32], sealed[32:]
        if not hmac.compare_digest(mark, hashlib.sha256(data).digest()):
            raise ValueError
        return data

    def rest(self, sealed):
        mark, data, rest = sealed[:32], sealed[32:64], sealed[64:]
        if not hmac.compare_digest(mark, self._mark(data)):
            raise ValueError
        return rest
