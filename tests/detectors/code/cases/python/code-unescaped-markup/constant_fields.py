class Page:
    title = "Start"

    def head(self):
        return f"<head><title>{self.title}</title></head><body><div>"  # ok: code-unescaped-markup


class Other(Page):
    title = "Other"

    def head(self):
        return f"<head><title>{self.title}</title></head><body><div>"  # ok: code-unescaped-markup


class Named:
    label = ""

    def __init__(self, label):
        self.label = label

    def head(self):
        return f"<div><p>{self.label}</p></div>"  # expect: code-unescaped-markup
