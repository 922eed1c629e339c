"""What files leave to others: parents of poms, `go.sum` of old modules, versions of gems."""

import tracemalloc

from vedette.analysis.packages.completing import GO_BUILT, completed
from vedette.analysis.packages.dependencies import join
from vedette.languages.packages.reading import reader_of

PARENT = """<project><groupId>org.example</groupId><artifactId>top</artifactId><version>7</version>
<packaging>pom</packaging>
<properties><one.version>1.2.3</one.version><version.two>9</version.two></properties>
<dependencyManagement><dependencies>
<dependency><groupId>a</groupId><artifactId>managed</artifactId><version>${version.two}</version></dependency>
<dependency><groupId>org.example</groupId><artifactId>list</artifactId><version>7</version><type>pom</type>
<scope>import</scope></dependency>
</dependencies></dependencyManagement></project>"""
LIST = """<project><groupId>org.example</groupId><artifactId>list</artifactId><version>7</version>
<dependencyManagement><dependencies>
<dependency><groupId>a</groupId><artifactId>listed</artifactId><version>4.4</version></dependency>
</dependencies></dependencyManagement></project>"""
CHILD = """<project>
<parent><groupId>org.example</groupId><artifactId>top</artifactId><version>7</version></parent>
<artifactId>child</artifactId>
<dependencies>
<dependency><groupId>a</groupId><artifactId>property</artifactId><version>${one.version}</version></dependency>
<dependency><groupId>a</groupId><artifactId>managed</artifactId></dependency>
<dependency><groupId>a</groupId><artifactId>listed</artifactId></dependency>
<dependency><groupId>a</groupId><artifactId>own</artifactId><version>${project.version}</version></dependency>
<dependency><groupId>a</groupId><artifactId>second</artifactId><version>${version.two}</version></dependency>
<dependency><groupId>a</groupId><artifactId>open</artifactId><version>${nobody.knows}</version></dependency>
</dependencies></project>"""


def read(files):
    return [reader_of(path).read(path, text.encode()) for path, text in files.items()]


def versions(manifest):
    return {one.name: one.version for one in manifest.packages if not one.group}


def test_a_pom_takes_from_its_parents_and_from_lists_in_the_tree():
    files = {"pom.xml": PARENT, "list/pom.xml": LIST, "child/pom.xml": CHILD}
    for order in (files, dict(reversed(files.items()))):
        child = next(one for one in completed(read(order)) if one.path == "child/pom.xml")
        assert versions(child) == {
            "a:property": "1.2.3", "a:second": "9", "a:managed": "9", "a:listed": "4.4", "a:own": "7",
            "a:open": "",
        }  # fmt: skip
    settled = {
        one.package.name: one.package.version for one in join(read(files)).dependencies["child/pom.xml"]
    }
    assert settled["a:listed"] == "4.4"
    assert [one.name for _, one in join(read(files)).unlocked] == ["a:open"]


def test_a_value_that_is_put_in_is_nothing_to_replace_here():
    child = completed(read({"pom.xml": PARENT, "child/pom.xml": CHILD}))[1]
    assert all(one.end == 0 for one in child.packages if one.name == "a:property")


def test_poms_that_are_their_own_parents_end():
    text = CHILD.replace("child", "top")
    assert len(completed(read({"pom.xml": text, "a/pom.xml": text}))) == 2


def test_a_parent_elsewhere_is_found_by_its_name_and_another_beside_is_none():
    strange = PARENT.replace("<artifactId>top<", "<artifactId>strange<").replace("1.2.3", "6.6.6")
    child = completed(read({"pom.xml": strange, "x/pom.xml": PARENT, "child/pom.xml": CHILD}))[2]
    assert versions(child)["a:property"] == "1.2.3"


HASH = "h1:" + "A" * 43 + "="
SUM = f"""a.example/direct v1.0.0 {HASH}
a.example/direct v1.0.0/go.mod {HASH}
b.example/brought v1.9.0 {HASH}
b.example/brought v1.10.0 {HASH}
c.example/listed v2.0.0/go.mod {HASH}
"""


def test_go_sum_settles_what_an_old_module_does_not_name():
    files = {"go.mod": "module x\ngo 1.16\nrequire a.example/direct v1.0.0\n", "go.sum": SUM}
    joined = join(read(files))
    found = [(one.package.name, one.package.version, one.package.line, one.direct)
             for one in joined.dependencies["go.sum"]]  # fmt: skip
    assert found == [("b.example/brought", "v1.10.0", 4, False)]
    assert not joined.unlocked


def test_go_sum_is_a_list_of_hashes_where_the_module_names_all():
    for module in ("go 1.17", "go 1.21"):
        files = {"go.mod": f"module x\n{module}\nrequire a.example/direct v1.0.0\n", "go.sum": SUM}
        assert "go.sum" not in join(read(files)).dependencies
    assert "go.sum" not in join(read({"go.sum": SUM})).dependencies
    assert GO_BUILT not in {one.format for one in completed(read({"sub/go.mod": "go 1.16", "go.sum": SUM}))}


def test_a_gem_has_the_version_of_the_file_that_it_requires():
    spec = (
        "require_relative 'lib/shop/version'\nGem::Specification.new do |s|\n  s.version = Shop::VERSION\nend"
    )
    files = {"gem/shop.gemspec": spec, "gem/lib/shop/version.rb": "module Shop\n  VERSION = '3.2.1'\nend\n"}
    assert completed(read(files))[0].version == "3.2.1"
    assert completed(read({"shop.gemspec": spec}))[0].version == ""


def test_what_a_thousand_poms_inherit_is_not_kept_a_thousand_times():
    values = "".join(f"<p{at}>{at}</p{at}>" for at in range(900))
    files = {"pom.xml": PARENT.replace("<properties>", f"<properties>{values}")}
    files |= {f"m{at}/pom.xml": CHILD.replace(">child<", f">c{at}<") for at in range(1000)}
    manifests = read(files)
    tracemalloc.start()
    found = completed(manifests)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert versions(found[-1])["a:property"] == "1.2.3"
    assert peak < 16 << 20
