class Work:
    def __init__(self, amount, size=4):
        self.amount = amount
        self.size = size
        self.factor = "2 * 3"

    def __call__(self):
        amount = self.amount
        if hasattr(amount, "endswith"):
            amount = eval(amount)  # expect: code-evaluated-argument
        return amount

    def limited(self):
        return eval(self.amount, {"size": self.size, "__builtins__": {}}, {})  # ok: code-evaluated-argument

    def fixed(self):
        return eval(self.factor)  # ok: code-evaluated-argument
