import pickle


class Store:
    def _restored(self, data):
        return pickle.loads(data)  # expect: code-loaded-argument

    def __setstate__(self, data):
        self.state = pickle.loads(data)  # ok: code-loaded-argument
