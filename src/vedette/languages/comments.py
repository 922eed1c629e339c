"""How comments begin, by language: enough to tell a marker in a comment from one in prose."""

from __future__ import annotations

from types import MappingProxyType

_STYLES: dict[str, tuple[bytes, ...]] = {
    "none": (),
    "hash": (b"#",),
    "slash": (b"//", b"/*", b"/**"),
    "slash-hash": (b"//", b"/*", b"/**", b"#"),
    "block": (b"/*", b"/**"),
    "dash": (b"--", b"--[[", b"{-"),
    "sql": (b"--", b"/*", b"#"),
    "semicolon": (b";", b"#|"),
    "ini": (b";", b"#", b"!"),
    "percent": (b"%",),
    "percent-hash": (b"#", b"%"),
    "percent-slash": (b"%", b"//", b"/*"),
    "markup": (b"<!--",),
    "template": (b"<!--", b"{#", b"{{!--", b"{{!", b"<%#", b"<%--", b"@*", b"//", b"/*", b"#"),
    "basic": (b"'", b"REM"),
    "batch": (b"REM", b"::"),
    "shell-block": (b"#", b"<#"),
    "bang": (b"!",),
    "quote": (b'"',),
    "paren": (b"(*", b"//", b"{"),
    "rst": (b"..",),
    # A file of no known language: every usual sign.
    "any": (b"#", b"//", b"/*", b"--", b";", b"%", b"<!--", b"{#", b"REM"),
}
_SUFFIXES = {
    "none": "json geojson ipynb csv tsv lock sum map snap har sarif",
    "hash": "py pyi pyw rb rake gemspec sh bash zsh fish ksh yaml yml toml pm r jl ex exs cr coffee nix mk "
    "cmake env envrc bzl bazel star tcl awk sed nim gd service desktop po pot graphql gql robot feature",
    "slash": "js jsx mjs cjs ts tsx mts cts java kt kts scala groovy gradle c h cc cpp cxx hpp hh cs go rs "
    "swift dart m mm proto sol zig v sv scss less styl jsonc json5 fs fsx fsi vala d pde ino cu thrift bicep",
    "slash-hash": "php phtml tf tfvars hcl nomad",
    "block": "css",
    "dash": "lua hs elm adb ads vhd vhdl applescript",
    "sql": "sql psql pgsql mysql ddl",
    "semicolon": "lisp lsp cl el clj cljs cljc edn scm ss rkt asm s nasm",
    "ini": "ini cfg conf cnf properties prefs editorconfig npmrc reg",
    "percent": "tex sty bib erl hrl",
    "percent-hash": "pl",
    "percent-slash": "mat",
    "markup": "md markdown xml svg xsd xsl xslt plist xaml csproj props targets config rss wsdl",
    "template": "html htm xhtml vue svelte astro jinja jinja2 j2 jinja-html twig njk hbs handlebars mustache "
    "erb ejs jsp aspx cshtml razor tpl tmpl liquid",
    "basic": "vb vbs bas cls frm",
    "batch": "bat cmd",
    "shell-block": "ps1 psm1 psd1",
    "bang": "f f90 f95 f03 for",
    "quote": "vim",
    "paren": "ml mli pas pp dpr",
    "rst": "rst",
}
_NAMES = {
    "hash": "dockerfile containerfile makefile gnumakefile gemfile rakefile vagrantfile brewfile procfile "
    "codeowners .gitignore .gitattributes .dockerignore pipfile justfile .bashrc .profile .zshrc",
    "slash": "jenkinsfile",
    "ini": ".npmrc .pypirc .gitconfig .netrc .pgpass credentials config",
}
_OF_SUFFIX = MappingProxyType({suffix: style for style, row in _SUFFIXES.items() for suffix in row.split()})
_OF_NAME = MappingProxyType({name: style for style, row in _NAMES.items() for name in row.split()})
_PREFIXES = ("dockerfile", "containerfile", ".env")


def comment_style(path: str) -> str:
    """Name of the style of comments in files of this path; texts of one style read alike."""
    name = path.rpartition("/")[2].lower()
    if name.startswith(_PREFIXES):
        return "hash"
    known = _OF_NAME.get(name)
    if known is not None:
        return known
    return _OF_SUFFIX.get(name.rpartition(".")[2], "any") if "." in name else "any"


def comment_signs(path: str) -> tuple[bytes, ...]:
    """What a comment may begin with in files of this path; none for a format without comments.

    A sign that is a word is in capitals, and stands for any case.
    """
    return _STYLES[comment_style(path)]
