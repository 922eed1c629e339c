"""What in a function comes from who calls it: followed by names within one file, and nothing is evaluated.

What nobody calls in sight is a library's: its parameters are what others give. A name holds what a caller
gives if anything does that is assigned to it, unless a test is made of it or a function that escapes made it.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import cached_property

from vedette.analysis.program.walking import walk
from vedette.detectors.code.given_forms import (
    CLEANS,
    assignments,
    attributes,
    bare,
    finds_plain,
    is_clean,
    is_ornament,
    measured,
    mentions,
    parts,
    place,
)
from vedette.detectors.code.shapes import CALL_SIZE, CALLS, VARIABLES, called, is_const, remembered
from vedette.model import form as forms
from vedette.model.form import Form, Function, Module

_DEEPEST = 16
_COMMON = "module.exports"
_ME = "this"
# Numbers, answers to questions, and what has nothing of a text any more.
_NOTHING = re.compile(
    r"^(length|size|byteLength|toFixed|toPrecision|loaded|total|count|width|height|offset\w+|client\w+|keys|outerHTML|indexOf|lastIndexOf|charCodeAt|codePointAt|test|includes|has|hasOwnProperty|startsWith|"
    r"endsWith|some|every|findIndex|is[A-Z]\w*|typeof \w+|parseInt|parseFloat|Number|Boolean|Date|Symbol|"
    r"BigInt|require|createHash|digest|randomBytes|uuid|now|Error|TypeError|RangeError|bind|on|once|emit|"
    r"then|stat\w*|exists\w*|readFile\w*)$"
)
_TESTS = re.compile(
    r"(?i)^(test|match|search|includes|has|indexOf|contains|hasOwnProperty|typeof number|typeof boolean|"
    r"isNaN|isFinite|is_?(safe|allowed|known|number|integer|numeric|int|ip|ipv4|ipv6|url|host\w*|port|name|"
    r"hex|alpha\w*|finite)\w*|"
    r"\w*valid\w*|\w*whitelist\w*|_*(is|has)_?\w*(safe|malicious|illegal|allowed|trusted)\w*|"
    r"check\w*|assert\w*|verify\w*)$"
)
# What takes its list or text apart for a function that it calls.
_EACH = frozenset(
    ("map", "forEach", "filter", "flatMap", "some", "every", "find", "reduce", "each", "replace", "sort")
)
# What calls a function with data that others have made: names of files, arguments of templates, messages.
_TELLS = frozenset(("readdir", "registerHelper", "addHelper", "registerPartial", "onmessage"))
_LISTS = frozenset(("readdirSync",))
_SOCKETS = re.compile(r"(?i)(^|[._])(socket|sock|io|ws|websocket|conn|connection)s?$")
# Methods of texts and lists, whatever functions of the file are called.
_OF_TEXTS = frozenset(
    ("split", "slice", "map", "filter", "match", "replace", "trim", "reduce", "find", "keys")
)
# What gives what a function made of each item.
_MAKES = frozenset(("map", "flatMap", "reduce"))
_JOINS = frozenset(("join", "format", "concat", "sprintf", "vsprintf"))
_PASSES = frozenset(("String", "Array", "Buffer", "Set"))
# By what a function looks at a text.
_LOOKS = frozenset(("test", "match", "search", "includes", "has", "indexOf", "exec", "startsWith"))
_MATCHES = frozenset(("match", "exec"))
# What leaves a text or a list as harmless as it was.
_KEEPS = frozenset(("join", "trim", "toString", "filter", "concat"))


class Callers:
    """What comes from callers, in one file.

    Args:
        module: its form.
        cleaned: what escapes or tests a text makes it harmless; else only a look at its length does.
    """

    def __init__(self, module: Module, *, cleaned: bool = True) -> None:
        self._module = module
        self._cleaned = cleaned
        self._assigned: dict[int, dict[str, list[Form]]] = {}
        self._tested: dict[int, set[str]] = {}
        self._known: dict[tuple[int, str], bool] = {}
        self._put_together: dict[tuple[int, str], bool] = {}
        self._handed: dict[int, dict[int, Form]] = {}
        self._fields: dict[str, list[tuple[int, Form]]] | None = None
        self._named: dict[str, list[Function]] = defaultdict(list)
        for one in module.functions[1:]:
            self._named[one.name].append(one)

    def holds(self, form: Form, inside: int, depth: int = 0) -> bool:
        """Whether an expression holds what a caller gives.

        Args:
            form: the expression.
            inside: number of the function in which it stands.
            depth: how far it was followed already.
        """
        if not form or depth > _DEEPEST:
            return False
        kind = form[0]
        if kind in VARIABLES:
            return kind != forms.GLOBAL and form[1] != _ME and self._name_holds(form[1], inside, depth)
        if kind == forms.ATTR:
            return self._attribute_holds(form, inside, depth)
        if kind == forms.ITEM:
            return self.holds(form[1], inside, depth + 1) and not self._is_tested(form, inside)
        if kind in CALLS:
            return self._call_holds(form, inside, depth)
        if kind == forms.LOGIC and any(map(is_ornament, form[2])):
            return False
        return any(self.holds(one, inside, depth + 1) for one in parts(form))

    def composes(self, form: Form, inside: int, depth: int = 0) -> bool:
        """Whether an expression is a text that is put together here, and not as it was given."""
        if not form or depth > _DEEPEST:
            return False
        kind = form[0]
        if kind in {forms.LOCAL, forms.FREE}:
            home = self._home(form[1], inside)
            key = (home, form[1])
            if home and key not in self._put_together:
                self._put_together[key] = False
                values = self._values(home).get(form[1], [])
                self._put_together[key] = any(self.composes(one, home, depth + 1) for one in values)
            return self._put_together.get(key, False)
        if kind == forms.TEXT:
            return any(is_const(one) and str(one[1]).strip() for one in form[1]) and len(form[1]) > 1
        if kind == forms.BINARY:
            return bool(form[1] == "+")
        if kind == forms.CALL:
            return called(form) in _JOINS or bool(self._own(form, inside))
        return kind in {forms.LOGIC, forms.PICK, forms.AWAIT, forms.BIND} and any(
            self.composes(one, inside, depth + 1) for one in parts(form)
        )

    def values(self, name: str, inside: int) -> list[Form]:
        """All that a variable is given, where it is made."""
        return self._values(self._home(name, inside)).get(name, [])

    def is_clean(self, form: Form) -> bool:
        """Whether an expression makes something that does no harm any more of what it is given."""
        return self._cleaned and (self._is_cleaned(form) or self._is_cleaned_each(form))

    def _is_cleaned(self, form: Form) -> bool:
        return is_clean(form) and not self._is_idle(form)

    def _is_idle(self, call: Form) -> bool:
        """Whether a name says more than its function in the file does, which only puts a text together."""
        own = self._named.get(called(call), ())
        return bool(own) and not any(
            (one[0] in CALLS and len(one) >= CALL_SIZE) or one[0] in {forms.LOOP, forms.COMPARE, forms.ITEM}
            for function in own
            for one in walk(function.body)
        )

    def _name_holds(self, name: str, inside: int, depth: int) -> bool:
        home = self._home(name, inside)
        if not home:
            return False
        key = (home, name)
        if key not in self._known:
            self._known[key] = False
            self._known[key] = self._is_given(name, home, depth)
        return self._known[key] and not self._is_tested((forms.LOCAL, name), inside)

    def _is_given(self, name: str, home: int, depth: int) -> bool:
        values = self._values(home).get(name, [])
        function = self._module.functions[home]
        own = 1 if function.owner >= 0 else 0
        is_parameter = any(one.name == name for one in function.parameters[own:])
        # Of a variable only what is made of itself cleans what it held before.
        if any(self.is_clean(one) and (is_parameter or mentions(one, name)) for one in values):
            return False
        if is_parameter and self._is_called_by_others(home, depth):
            return True
        if is_parameter and any(self.holds(*one, depth + 1) for one in self._handed_to(function, name)):
            return True
        return any(self.holds(one, home, depth + 1) for one in values)

    def _is_called_by_others(self, number: int, depth: int) -> bool:
        """Whether a function is no other's callback, or one for the parts of what a caller gave."""
        inside = self._module.functions[number].outer
        if self._module.functions[number].decorators:
            # A framework calls it, and evaluating it tells what with.
            return False
        call = self._closures(inside).get(number)
        if call is None:
            return not self._is_private(number)
        callee = call[1]
        if callee[0] != forms.ATTR:
            return False
        if callee[2] in _TELLS or (callee[2] == "on" and _SOCKETS.search(place(callee[1]))):
            return True
        return callee[2] in _EACH and self.holds(callee[1], inside, depth + 1)

    def _is_private(self, number: int) -> bool:
        """Whether a function is called in its file alone: others do not see it, and it is only called."""
        function = self._module.functions[number]
        is_hidden = bool(function.outer) or number in self._hidden
        return is_hidden and function.name in self._uses and function.name not in self._mentioned

    @cached_property
    def _hidden(self) -> set[int]:
        """Functions of a CommonJS module, which shows nothing but what it names among its exports."""
        is_common = _COMMON in self._values(0)
        return {one[1] for one in self._module.functions[0].body if is_common and one[0] == forms.FUNCTION}

    def _handed_to(self, function: Function, name: str) -> Iterator[tuple[Form, int]]:
        """What calls in the file give for a parameter, and in which functions they stand."""
        if not self._is_private(function.number):
            return
        at = [one.name for one in function.parameters].index(name)
        for call, inside in self._uses[function.name]:
            if len(call[2]) > at and self._is_within(inside, function.outer):
                yield call[2][at], inside

    def _is_within(self, number: int, outer: int) -> bool:
        while number and number != outer:
            number = self._module.functions[number].outer
        return number == outer

    @cached_property
    def _uses(self) -> dict[str, list[tuple[Form, int]]]:
        """Calls of functions of the file by their plain names, and in which functions they stand."""
        found: dict[str, list[tuple[Form, int]]] = defaultdict(list)
        for function in self._module.functions:
            for one in walk(function.body):
                is_plain = one[0] == forms.CALL and len(one) >= CALL_SIZE and one[1][0] in VARIABLES
                if is_plain and one[1][1] in self._named:
                    found[one[1][1]].append((one, function.number))
        return found

    @cached_property
    def _mentioned(self) -> set[str]:
        """Names of functions of the file that are given, kept or exported, and not only called."""
        # A name is one form wherever it stands in a scope: its mentions are counted.
        count: Counter[str] = Counter()
        for function in self._module.functions:
            for one in walk(function.body):
                if one[0] in VARIABLES:
                    count[one[1]] += 1
                elif one[0] == forms.FUNCTION and one[2] and one[2][0] in VARIABLES:
                    count[one[2][1]] -= 1
        for name, uses in self._uses.items():
            count[name] -= len(uses)
        return {name for name in self._named if count[name] > 0}

    def _attribute_holds(self, form: Form, inside: int, depth: int) -> bool:
        base, name = form[1], form[2]
        if _NOTHING.match(name) or self._is_tested(form, inside):
            return False
        if self._is_me(base, inside):
            key = (-1, name)
            if key not in self._known:
                self._known[key] = False
                self._known[key] = any(
                    self.holds(value, number, depth + 1) for number, value in self._kept().get(name, ())
                )
            return self._known[key]
        return self.holds(base, inside, depth + 1)

    def _call_holds(self, form: Form, inside: int, depth: int) -> bool:
        name = called(form)
        if len(form) < CALL_SIZE or _NOTHING.match(name) or self.is_clean(form):
            return False
        if form[0] == forms.NEW and name not in _PASSES:
            return False
        if name in _LISTS:
            return True
        if name in _MATCHES and self._is_plainly_matched(form, inside):
            return False
        handed = any(self.holds(one, inside, depth + 1) for one in form[2])
        own = self._own(form, inside)
        if own:
            mine = form[1][0] == forms.ATTR and self._is_me(form[1][1], inside)
            return (handed or mine) and any(self._gives_back(one, depth) for one in own)
        if name in _MAKES and any(self._is_made_by(one, depth) for one in form[2]):
            return True
        makers = self._makers(form, inside) if name in _MAKES else []
        if makers:
            return any(self._gives_back(one, depth + 1) for one in makers)
        receiver = form[1][1] if form[1][0] == forms.ATTR else None
        return handed or (receiver is not None and self.holds(receiver, inside, depth + 1))

    def _is_plainly_matched(self, call: Form, inside: int) -> bool:
        """Whether what a pattern finds in a text has no signs in it, whatever else the text has."""
        sides = [one for one in (*call[2][:1], call[1][1] if call[1][0] == forms.ATTR else None) if one]
        for one in sides:
            values = self.values(one[1], inside) if one[0] in VARIABLES else [one]
            if self._cleaned and len(values) == 1 and finds_plain(values[0]):
                return True
        return False

    def _makers(self, call: Form, inside: int) -> list[Function]:
        """Functions of the file that a call which takes a list apart is given by their names."""
        by = call[2][0] if call[2] else None
        return self._own((forms.CALL, by), inside) if by and by[0] in VARIABLES else []

    def _is_made_by(self, form: Form, depth: int) -> bool:
        """Whether a function that is handed over where it stands gives back what a caller gives."""
        return form[0] == forms.CLOSURE and self._gives_back(self._module.functions[form[1]], depth + 1)

    def _gives_back(self, function: Function, depth: int) -> bool:
        key = (function.number, "")
        if key not in self._known:
            self._known[key] = False
            self._known[key] = any(
                self.holds(one[1], function.number, depth + 2)
                for one in walk(function.body)
                if one[0] == forms.RETURN and one[1]
            )
        return self._known[key]

    def _own(self, call: Form, inside: int) -> list[Function]:
        """Functions of the file that a call may call, by their name."""
        name = called(call)
        if not name or name in _JOINS or (name in _OF_TEXTS and call[1][0] == forms.ATTR):
            return []
        if name in self._named:
            return self._named[name]
        base = call[1][1] if call[1][0] == forms.ATTR else None
        values = self._values(0).get(name, []) if base is None else []
        if base is not None and (self._is_me(base, inside) or place(base) in {"exports", _COMMON}):
            values = [value for _, value in self._kept().get(name, ())]
        return [self._module.functions[one[1]] for one in values if one[0] == forms.CLOSURE]

    def _is_me(self, form: Form, inside: int) -> bool:
        if form[0] not in VARIABLES:
            return False
        if form[1] == _ME:
            return True
        home = self._home(form[1], inside)
        function = self._module.functions[home]
        if function.owner >= 0 and function.parameters and function.parameters[0].name == form[1]:
            return True
        values = self._values(home).get(form[1], []) if home else []
        return len(values) == 1 and values[0][0] in VARIABLES and values[0][1] == _ME

    def _is_tested(self, form: Form, inside: int) -> bool:
        """Whether the function, or one around it, looks whether it is what it should be."""
        written = place(form)
        if not written:
            return False
        number = inside
        while number:
            if number not in self._tested:
                function = self._module.functions[number]
                self._tested[number] = set(self._tests(function) if self._cleaned else measured(function))
            if written in self._tested[number]:
                return True
            number = self._module.functions[number].outer
        return False

    def _tests(self, function: Function) -> Iterator[str]:
        """What is asked about in conditions, and by what refuses at once."""
        for one in walk(function.body):
            if one[0] in {forms.BRANCH, forms.PICK}:
                tested = one[1]
            elif one[0] == forms.EVAL:
                tested = one[1] if one[1][0] == forms.CALL and _TESTS.match(called(one[1])) else None
            else:
                continue
            for call in walk(tested) if tested else ():
                if call[0] == forms.CALL and len(call) >= CALL_SIZE and self._is_test(call):
                    yield from filter(None, (place(bare(given)) for given in call[2][:2]))
                    if called(call) in {"match", "search"}:
                        yield place(call[1][1])

    def _is_test(self, call: Form) -> bool:
        """Whether a call looks at what it is given: by its name, or a function of the file that does."""
        if _TESTS.match(called(call)):
            return True
        for function in self._own(call, 0) if call[1][0] in VARIABLES else ():
            names = {one.name for one in function.parameters}
            for one in walk(function.body):
                is_test = one[0] == forms.CALL and len(one) >= CALL_SIZE and called(one) in _LOOKS
                asked = (*one[2][:1], one[1][1] if one[1][0] == forms.ATTR else None) if is_test else ()
                if any(part and part[0] in VARIABLES and part[1] in names for part in asked):
                    return True
        return False

    def _is_cleaned_each(self, form: Form) -> bool:
        """Whether each item of a list was escaped, before they were joined."""
        while form[0] == forms.CALL and called(form) in _KEEPS and form[1][0] == forms.ATTR:
            form = form[1][1]
        if form[0] != forms.CALL or called(form) not in {"map", "flatMap"} or not form[2]:
            return self._is_cleaned(form)
        by = form[2][0]
        if by[0] == forms.CLOSURE:
            body = self._module.functions[by[1]].body
            return any(map(is_clean, (one for one in walk(body) if len(one) >= CALL_SIZE)))
        return by[0] in {*VARIABLES, forms.ATTR} and bool(CLEANS.search(place(by).rpartition(".")[2]))

    def _home(self, name: str, inside: int) -> int:
        """The function whose variable a name is; 0 for the module, or nobody's."""
        number, seen = inside, 0
        while number and seen < _DEEPEST:
            function = self._module.functions[number]
            if name in self._values(number) or any(one.name == name for one in function.parameters):
                return number
            number, seen = function.outer, seen + 1
        return 0

    def _values(self, number: int) -> dict[str, list[Form]]:
        known = self._assigned.get(number)
        if known is None:
            known = self._assigned[number] = defaultdict(list)
            for name, value in assignments(self._module.functions[number]):
                known[name].append(value)
        return known

    def _closures(self, inside: int) -> dict[int, Form]:
        """Functions that a function hands over where they stand, and by which call."""
        known = self._handed.get(inside)
        if known is None:
            known = self._handed[inside] = {
                argument[1]: call
                for call in walk(self._module.functions[inside].body)
                if call[0] in CALLS and len(call) >= CALL_SIZE
                for argument in (*call[2], call[1])
                if argument and argument[0] == forms.CLOSURE
            }
        return known

    def _kept(self) -> dict[str, list[tuple[int, Form]]]:
        """What attributes of objects are given anywhere in the file, and in which function."""
        if self._fields is None:
            self._fields = defaultdict(list)
            for function in self._module.functions:
                for name, value in attributes(function):
                    self._fields[name].append((function.number, value))
        return self._fields


@remembered
def callers(module: Module) -> Callers:
    """What comes from callers in a file, where what escapes or tests it makes it harmless."""
    return Callers(module)


@remembered
def all_callers(module: Module) -> Callers:
    """What comes from callers in a file, whatever escapes or tests it."""
    return Callers(module, cleaned=False)
