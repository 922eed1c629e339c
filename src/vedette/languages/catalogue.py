"""Catalogues: what the functions of a language's libraries mean for security. Data only.

A catalogue is TOML, one file for each library in `languages/LANGUAGE/catalogue/`; users add their own in
`.vedette/*.toml`. It says what is a source, a sink or harmless; what is wrong with that, and how to mend it,
is a rule of `detectors/code`. Both meet in the word for the weakness.

A *name* is the way to a value from an import: attributes with dots, `()` for a call, `[]` for an item, as in
`sqlite3.connect().cursor().execute`. A `type` gives all ways to a value one name, so that
`sqlite3.Cursor.execute` says the same. `*.execute` is a method of what is not known. Builtins have bare
names: `open`, `str.join`.

Conditions (`where`) all hold, each about one argument: its position from 0, its name, a list of both
(`[0, "sql"]`: that position, else that name), `receiver`, `value` (what is assigned), `key` (of the item
assigned to), `outer` (the key of the item that it is in) or `result` (the variable that the result is given
to, with `named`); `0[2]`, `args[2]` or `options[key]` for an item of an argument that is a list or map whose
items are known, `0[...]` for those of a map that came from elsewhere under names that nobody sees.

    is = X or [X, Y]      a constant that is one of these        not = ...     a constant that is none
    matches = "regex"     a constant text it is found in         below, above = a number
    absent = true         not given                              present = true
    unseen = true         not given as far as can be seen: it may stand in a map that is given
    constant = true       known, whatever it is; false: not      text = true   known to be text, not a list
    type = "name"         has that name                          tainted = true
    named = "regex"       the variable (or attribute or key) that it is, or that is given it
    inside = "regex"      the enclosing function's name (no argument)
    file = "regex"        the file's path (no argument)
    has, lacks = "regex"  some word of the enclosing function; none of them (no argument)
    nowhere = "regex"     no word of the enclosing class either, or of the file's functions if there is none
    slow = true           a regular expression whose time may double with each character
    costly = true         one whose time may grow with the cube of the text's length
    given = "kind"        holds what a parameter gave, not escaped for sinks of that kind; no own field
    exposed = "kind"      put together of parts, one of which may be harmful for sinks of that kind
    kept = "kind"         an own field that holds what the constructor was given, likewise
"""

from __future__ import annotations

from msgspec import Struct, field

from vedette.languages.alphabets import Alphabet
from vedette.languages.requests import Exchange, Proof, Store
from vedette.model.rule import Confidence

Argument = int | str | list[int | str]
Constant = str | int | float | bool | None


class Condition(Struct, frozen=True, forbid_unknown_fields=True, rename={"is_": "is", "not_": "not"}):
    """One condition; see the module."""

    argument: Argument = ""
    is_: Constant | list[Constant] = "\0"
    not_: Constant | list[Constant] = "\0"
    matches: str = ""
    below: float | None = None
    above: float | None = None
    absent: bool = False
    unseen: bool = False
    present: bool = False
    constant: bool | None = None
    text: bool = False
    type: str = ""
    tainted: bool = False
    named: str = ""
    inside: str = ""
    file: str = ""
    has: str = ""
    lacks: str = ""
    nowhere: str = ""
    slow: bool = False
    costly: bool = False
    given: str = ""
    kept: str = ""
    exposed: str = ""


class Type(Struct, frozen=True, forbid_unknown_fields=True):
    """One name for a value.

    Attributes:
        name: the name.
        of: ways to it: names read or called. A function's parameter or a variable declared to be of the class
            `name` or of one in `of` has it too, as has an instance of a class that derives from it.
        bases: names whose members it has as well.
    """

    name: str
    of: list[str] = []
    bases: list[str] = []


class Source(Struct, frozen=True, forbid_unknown_fields=True):
    """Where untrusted data comes from.

    Attributes:
        names: read (`flask.request.args`) or called (`input()`).
        kind: `web`, `cli`, `environment`, `file`, `network`, `database`, `queue`.
        what: in words after "from", such as `the query string`.
        where: conditions on a call's arguments or an item's key.
        begins: how its text begins, whatever else is in it.
        beside: words one of which the file must mention where it begins.
        spares: kinds of sinks at which nobody minds it, as a path is what a setting is for.
        ambient: what it is read from is a variable that all have, and not asked for by an import: who reads
            it has both words.
    """

    names: list[str]
    kind: str
    what: str
    where: list[Condition] = []
    begins: str = ""
    ambient: bool = False
    beside: list[str] = []
    spares: list[str] = []


class Sink(Struct, frozen=True, forbid_unknown_fields=True):
    """A place that is dangerous for untrusted data.

    Attributes:
        kind: the weakness, such as `sql`.
        names: called, written without `()`.
        sets: assigned to (`flask.Response.headers[]`).
        arguments: which must not hold it: positions, names, `receiver`, `value`, `*` for all.
        unless_begins: regex; a value whose constant beginning it matches is harmless.
        unless: names; a value that has one of them is harmless.
        shows: the first argument is a format text as that of `%`; what it writes as a number, or as code
            does, is harmless.
        confidence: at best.
    """

    kind: str
    names: list[str] = []
    sets: list[str] = []
    arguments: list[int | str] = field(default_factory=lambda: [0])
    where: list[Condition] = []
    unless_begins: str = ""
    unless: list[str] = []
    shows: bool = False
    confidence: Confidence = Confidence.high


class Sanitizer(Struct, frozen=True, forbid_unknown_fields=True):
    """A call, or what is under a `{key}` of a map, that is harmless for some kinds of sink.

    All are `*`; those that stand behind it with a dash, as `-kind`, are left out.

    Attributes:
        names, kinds, where: as in `Guard`.
        sets: assigned to (`tarfile.TarFile.extraction_filter`): what has it set is harmless from there on.
        pattern: argument that is a regular expression: what it finds is harmless as alphabets say, or what is
            left once all of it is replaced by the argument `by`.
    """

    names: list[str] = []
    kinds: list[str] = []
    sets: list[str] = []
    where: list[Condition] = []
    pattern: Argument = ""
    by: Argument = ""


class Guard(Struct, frozen=True, forbid_unknown_fields=True):
    """A test that shows a value to be harmless.

    Attributes:
        names: called in a condition, without `()`; a part of a value, such as the host of an address, that
            is compared with what is trusted; or a comparison, `!=`.
        kinds: of sinks, `*` for all.
        argument: what it shows something about: `receiver`, a position.
        holds: what it returns for a harmless value.
        made: it shows the same of what a caller gave and the value was made of, as of a resolved path.
        any: the part is compared with anything, as what two paths have in common is with one of them.
        pattern: argument that is a regular expression: what it lets through is harmless as alphabets say.
        by: how it does: `fullmatch`, `match` or `search`, `test` if it is written between slashes and
            looked for anywhere, or `gone` where it finds nothing in the value.
        raises: it returns only for a harmless value, and raises for any other.
    """

    names: list[str]
    kinds: list[str] = []
    argument: int | str = 0
    holds: bool = True
    made: bool = False
    any: bool = False
    raises: bool = False
    where: list[Condition] = []
    pattern: Argument = ""
    by: str = ""


class Operation(Struct, frozen=True, forbid_unknown_fields=True):
    """What a builtin does to containers, texts and functions, as `analysis/program` knows to do it."""

    names: list[str]
    does: str


class Entry(Struct, frozen=True, forbid_unknown_fields=True):
    """Functions that a framework calls with untrusted data.

    Attributes:
        decorators: names of decorators, with `()` where they are called.
        bases: classes from which a class derives; then `methods` are its entries.
        methods: regex of whole method names.
        first: names of a first parameter (after `self`) by which such functions are known where nothing
            registers them in sight, in a module that imports something of `imports`; or those of the first
            ones, `req, res`, by which functions without a name are known as well.
        imports: first words of modules; none for any module, where `first` has several names.
        registered: names of calls that are given the function: with `argument`, as `*.add_url_rule` is.
        argument: of a `registered` call.
        kind, what: as for a source: of the parameters, `self` and typed ones aside unless their position
            is given. "" if they are harmless.
        parameters: positions after `self` or names that are untrusted; `*` for all.
        types: names of the values of the first parameters after `self`, "" for none.
        me: name of what it is called on, where a function may be called on anything (`this`).
        returns: kind of the sink that the result goes to, such as `html`; "" for none.
        methods_argument: of HTTP methods in the decorator's call, for `routes`.
        path_argument: of the path, for `routes`.
        verb: the HTTP method that the decorator stands for; "" for the method's name, or the argument.
        chain: position in a `registered` call from which on functions follow one another, lists of them
            opened: the last answers, those before stand in its way. -1 for none.
        each: the call is given an object, or a list of such, and each is a registration of its own.
        where: conditions on a `registered` call.
        file: regex of the path of files in which the functions are variables of the module with the names
            `exported`. Its group `path` is the path of the route, `root` the folder where that begins.
        exported: those names; one in capitals is the HTTP method as well.
        before: it runs before all routes below the same root, or those that `config.matcher` of its module
            says.
        says: a directive that the function, or its module, begins with.
        injected: what the parameters are is told by their defaults, as sources.
        fed: an exported function of the same module that is called before, and the way to what the first
            parameter is in its result.
    """

    decorators: list[str] = []
    bases: list[str] = []
    methods: str = ""
    first: list[str] = []
    imports: list[str] = []
    registered: list[str] = []
    argument: list[int | str] = []
    kind: str = ""
    what: str = ""
    parameters: list[int | str] = []
    types: list[str] = []
    me: str = ""
    returns: str = ""
    methods_argument: list[int | str] = []
    path_argument: list[int | str] = []
    verb: str = ""
    chain: int = -1
    each: bool = False
    where: list[Condition] = []
    file: str = ""
    exported: list[str] = []
    before: bool = False
    says: str = ""
    injected: bool = False
    fed: list[str] = []


class Check(Struct, frozen=True, forbid_unknown_fields=True):
    """A call or assignment that is a weakness by itself, whatever data goes through.

    Attributes:
        weakness: the word by which a rule knows it, such as `weak-hash`.
        names: called, without `()`.
        sets: assigned to; `global.DEBUG` for a variable of a module.
        reads: read, where the mere mention is the weakness.
    """

    weakness: str
    names: list[str] = []
    sets: list[str] = []
    reads: list[str] = []
    where: list[Condition] = []
    confidence: Confidence = Confidence.high


class Router(Struct, frozen=True, forbid_unknown_fields=True):
    """An object that routes are given to: an application, a blueprint, a router.

    Attributes:
        names: called to make one; as the decorator of a class, of its decorated methods.
        root: it answers by itself; any other has to be mounted somewhere.
        prefix: argument that all its paths begin with.
        routes: argument that is a list of its routes.
        parent: argument that is the router to which it hands its routes, or `receiver`.
        same: attributes that stand for it.
        tables: attributes that are a list of its routes.
    """

    names: list[str]
    root: bool = False
    prefix: list[int | str] = []
    routes: list[int | str] = []
    parent: list[int | str] = []
    same: list[str] = []
    tables: list[str] = []


class Registration(Struct, frozen=True, forbid_unknown_fields=True):
    """A call by which classes become routes, or functions run before routes; see `Entry` for all others.

    Attributes:
        names: called, or decorators, without `()`.
        argument: the class or function; none for a decorator.
        path_argument: of the path.
        resource: the class has methods as `Action` names them.
        hook: it runs before every route of the receiver.
        tells: its argument is the name of what runs there and lets only some requests through.
        over: names of routers before all routes of which it runs, instead of the receiver; each argument is a
            registration of its own then.
        within: argument that is a list of objects, each of which is as if the call had been given it alone.
        applies: the method, called before it in the same expression, whose arguments run before the routes
            that this call is given: paths, objects with a path and a method, or classes.
        excepts: such a method whose arguments are paths before which it does not run.
        where: conditions.
    """

    names: list[str]
    argument: list[int | str] = []
    path_argument: list[int | str] = []
    resource: bool = False
    hook: bool = False
    tells: bool = False
    over: list[str] = []
    within: str = ""
    applies: str = ""
    excepts: str = ""
    where: list[Condition] = []


class Mount(Struct, frozen=True, forbid_unknown_fields=True):
    """A call that puts routes under others.

    Attributes:
        names: called; the receiver takes the routes, unless the result stands for them (`gives`).
        child: argument that is a router, a list of routes, or the module or name of a module that has one;
            `*` for all arguments.
        prefix: argument that their paths begin with from here on.
        overrides: the prefix takes the place of the router's own.
        gives: the result stands for the routes.
        ordered: its arguments may be functions as well, which stand in the way of all routes that are
            registered after it, those below the prefix if there is one.
        exact: they stand only before the path itself, unless it ends with `*`.
        calls: the child is a function that is called with a router of this name, which takes its routes.
        over: names of routers that are put under the prefix wherever they are; there is no child.
    """

    names: list[str]
    child: list[int | str] = []
    prefix: list[int | str] = []
    overrides: bool = False
    gives: bool = False
    ordered: bool = False
    exact: bool = False
    calls: str = ""
    over: list[str] = []


class Table(Struct, frozen=True, forbid_unknown_fields=True):
    """Where a framework finds the routes of an application.

    Attributes:
        variable: of a module, a list of routes.
        setting: variable of a module that names the module with which all begins.
    """

    variable: str
    setting: str = ""


class View(Struct, frozen=True, forbid_unknown_fields=True):
    """What a class has from a base that is not of the program, known by the base's last word.

    Attributes:
        bases: last words.
        methods: of HTTP, or names of methods as `Action` has them.
    """

    bases: list[str]
    methods: list[str]


class Action(Struct, frozen=True, forbid_unknown_fields=True):
    """A method of a class of resources: its HTTP method, and what follows the path of the resource."""

    name: str
    verb: str
    suffix: str = ""


class Guardian(Struct, frozen=True, forbid_unknown_fields=True):
    """What lets only some requests through to a route.

    Attributes:
        kind: `authentication` or `authorization`; `none` for what lets everybody through, `cleaning` for
            what takes from each request what is dangerous for the sinks that it `cleans`.
        names: decorators, classes or functions of libraries, without `()`.
        named: regex of the names of such things that are not known otherwise, the program's own among them.
        holds: attributes of a class, or arguments, whose items are such things.
        carries: arguments of a call that makes a router, whose items run before every route of it, or of one
            that registers a route (`1[before]`).
        given: decorators whose arguments are such things.
        tells: arguments of a call that registers a route (`0[auth]`) which name such a thing by a text.
        before: methods of a class that run before those that answer, or that a class has which runs before
            every route.
        refuses, about: regexes: one of the program's own functions is one if it mentions both.
        asks: regex: a function that answers a route guards itself if it mentions this and `refuses`.
        unless: regex: nothing that mentions it is one.
        cleans: kinds of sinks.
    """

    kind: str
    names: list[str] = []
    named: str = ""
    holds: list[str] = []
    carries: list[str] = []
    given: list[str] = []
    tells: list[str] = []
    before: list[str] = []
    refuses: str = ""
    about: str = ""
    asks: str = ""
    unless: str = ""
    cleans: list[str] = []


class Default(Struct, frozen=True, forbid_unknown_fields=True):
    """Guards of all routes of a framework, named by a module of settings.

    Attributes:
        setting: variable of that module, a list of names.
        key: the variable is a map, and this its key.
        covers: beginnings of the names of the calls by which routes are registered.
        unless: a class with this attribute has its own instead.
        bases: it covers classes with one of these names only, and functions with one of these decorators.
        named_in: module that names the one of settings by a constant that ends with one of `ends`.
        ends: of that constant.
    """

    setting: str
    covers: list[str]
    key: str = ""
    unless: str = ""
    bases: list[str] = []
    named_in: list[str] = []
    ends: str = ""


class Catalogue(Struct, frozen=True, forbid_unknown_fields=True, rename={
    "types": "type", "sources": "source", "sinks": "sink", "sanitizers": "sanitizer", "guards": "guard",
    "operations": "operation", "entries": "entry", "checks": "check", "routers": "router", "mounts": "mount",
    "registrations": "registration",
    "tables": "table", "views": "view", "actions": "action", "guardians": "guardian",
    "alphabets": "alphabet", "defaults": "default", "proofs": "proof", "exchanges": "exchange",
    "stores": "store",
}):  # fmt: skip
    """One file of a catalogue, or all of a language's together."""

    types: list[Type] = []
    sources: list[Source] = []
    sinks: list[Sink] = []
    sanitizers: list[Sanitizer] = []
    guards: list[Guard] = []
    alphabets: list[Alphabet] = []
    operations: list[Operation] = []
    entries: list[Entry] = []
    checks: list[Check] = []
    routers: list[Router] = []
    mounts: list[Mount] = []
    registrations: list[Registration] = []
    tables: list[Table] = []
    views: list[View] = []
    actions: list[Action] = []
    guardians: list[Guardian] = []
    defaults: list[Default] = []
    proofs: list[Proof] = []
    exchanges: list[Exchange] = []
    stores: list[Store] = []


def joined(catalogues: list[Catalogue]) -> Catalogue:
    """Several catalogues as one."""
    return Catalogue(
        **{
            field: [entry for one in catalogues for entry in getattr(one, field)]
            for field in Catalogue.__struct_fields__
        }
    )
