"""What has to hold of the documentation: links, examples, commands, and that nothing public is left untold.

- Relative links lead to a file, and anchors to a heading.
- Blocks of Python that hold `>>>` run as they stand, one page in one go, in a folder of its own; others are Python.
- A block of data whose fence names a file, as in "csv feedback.csv", is put into that folder first.
- In blocks of the console, commands, options and make targets exist; `cocreate scores` and `cocreate report` are run, and
  answer as shown where an answer is shown.
- Every public function of the library is led to its method's page by docs/methods/index.md.
- Every variable of the environment stands in the guide, every decision in its list, and first pages in both languages.
"""

import doctest
import inspect
import io
import os
import re
import shlex
from collections.abc import Iterable, Iterator
from contextlib import chdir, redirect_stderr, redirect_stdout
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from doc_pages import ROOT, Page, target_of, twin_of

UNFINISHED = re.compile(
    r"\b(?:TODO|FIXME|TBD|lorem ipsum|coming soon|to be written)\b|待补|待续", re.IGNORECASE
)
DECISION_PARTS = ("Context", "Decision", "Consequences")
RUN = {"scores", "report"}


def faults(pages: list[Page]) -> Iterator[str]:
    """Everything that is wrong, a line each."""
    by_path = {page.path: page for page in pages}
    for page in pages:
        yield from _links(page, by_path)
        yield from _unfinished(page)
        yield from _examples(page)
    yield from _languages(by_path)
    yield from _methods(by_path)
    yield from _variables(by_path)
    yield from _decisions(by_path)


def _links(page: Page, by_path: dict[Path, Page]) -> Iterator[str]:
    for link in page.links():
        found = target_of(page, link)
        if found is None:
            continue
        path, anchor = found
        if (ROOT / path).is_dir():
            path = path / "index.md"
        if not (ROOT / path).exists():
            yield f"{page.path}: {link} leads nowhere"
        elif anchor and path in by_path and anchor not in {heading[2] for heading in by_path[path].headings}:
            yield f"{page.path}: {link} names no heading of {path}"


def _unfinished(page: Page) -> Iterator[str]:
    for number, line in enumerate(page.text.splitlines(), start=1):
        if UNFINISHED.search(line):
            yield f"{page.path}:{number}: unfinished: {line.strip()[:60]}"
    if not page.headings or page.headings[0][0] != 1:
        yield f"{page.path}: begins without a title"
    kinds = [token.type for token in page.tokens]
    levels = [int(token.tag[1]) for token in page.tokens if token.type == "heading_open"]
    places = [place for place, kind in enumerate(kinds) if kind == "heading_open"]
    for place, level, following in zip(places, levels, [*levels, 0][1:], strict=True):
        empty = place + 3 == len(kinds) or (kinds[place + 3] == "heading_open" and following <= level)
        if empty:
            yield f"{page.path}: nothing under {kinds and page.tokens[place + 1].content!r}"


def _examples(page: Page) -> Iterator[str]:
    """Run a page's examples in the order in which a reader comes to them."""
    names: dict[str, Any] = {}
    with TemporaryDirectory(prefix="cocreate-docs-") as folder, chdir(folder):
        for words, content, line in page.fences():
            kind = words[0] if words else ""
            where = f"{page.path}:{line}"
            if len(words) > 1 and kind != "python":
                Path(words[1]).write_text(content, "utf-8")
            if kind == "python" and ">>>" in content:
                yield from _doctest(content, names, where)
            elif kind == "python":
                yield from _syntax(content, where)
            elif kind == "console":
                yield from _console(content, where)


def _doctest(content: str, names: dict[str, Any], where: str) -> Iterator[str]:
    test = doctest.DocTestParser().get_doctest(content, names, where, where, 0)
    words = io.StringIO()
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE)
    runner.run(test, out=words.write, clear_globs=False)
    names.update(test.globs)
    if runner.failures:
        yield f"{where}: the example does not run as shown\n{words.getvalue()}"


def _syntax(content: str, where: str) -> Iterator[str]:
    try:
        compile(content, where, "exec")
    except SyntaxError as error:
        yield f"{where}: no Python: {error}"


def _console(content: str, where: str) -> Iterator[str]:
    for command, answer in _commands(content):
        words = shlex.split(re.sub(r"^(?:[A-Z_]+=\S* )+", "", command), comments=True)
        if words[:1] == ["make"]:
            yield from (f"{where}: no target {name}" for name in words[1:] if name not in _targets())
        elif words[:1] == ["cocreate"]:
            wrong = list(_unknown(words[1:]))
            yield from (f"{where}: {fault}" for fault in wrong)
            if not wrong and words[1] in RUN:
                yield from _run(words[1:], answer, where)


def _commands(content: str) -> Iterator[tuple[str, str]]:
    """Each command of a block, with what stands below it as its answer."""
    for part in re.split(r"^\$ ", content.replace("\\\n", " "), flags=re.MULTILINE)[1:]:
        command, _, answer = part.partition("\n")
        yield command, answer


def _targets() -> set[str]:
    return set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), flags=re.MULTILINE))


def _shell() -> Any:
    import typer

    from cocreate_cli.main import app

    return typer.main.get_command(app)


def _unknown(words: list[str]) -> Iterator[str]:
    """Commands and options that do not exist."""
    command, rest = _shell(), list(words)
    while rest and hasattr(command, "list_commands") and not rest[0].startswith("-"):
        found = command.get_command(None, rest[0])
        if found is None:
            yield f"no command {rest[0]}"
            return
        command, rest = found, rest[1:]
    known = {name for parameter in command.params for name in (*parameter.opts, *parameter.secondary_opts)}
    if command.context_settings.get("ignore_unknown_options"):
        return
    for word in rest:
        option = word.split("=")[0]
        if (
            option.startswith("-")
            and not re.fullmatch(r"-[\d.]+", option)
            and option not in {*known, "--help"}
        ):
            yield f"{command.name} has no option {option}"


def _run(words: list[str], answer: str, where: str) -> Iterator[str]:
    """Run a command of the library and compare what it answers."""
    said, told = io.StringIO(), io.StringIO()
    os.environ["COLUMNS"] = "100"
    with redirect_stdout(said), redirect_stderr(told):
        try:
            code = _shell().main(args=words, prog_name="cocreate", standalone_mode=False)
        except SystemExit as stopped:
            code = stopped.code
    if code:
        yield f"{where}: cocreate {' '.join(words)} failed: {told.getvalue()}"
    shown, real = _plain(answer), _plain(told.getvalue() + said.getvalue())
    if shown and shown != real:
        yield f"{where}: cocreate {words[0]} answers otherwise:\n" + "\n".join(real)


def _plain(text: str) -> list[str]:
    return [" ".join(line.split()) for line in text.splitlines() if line.strip()]


def _languages(by_path: dict[Path, Page]) -> Iterator[str]:
    """First pages stand in both languages, with the same parts."""
    first = by_path.get(Path("docs/guide/index.md"))
    for page in by_path.values():
        twin = twin_of(page, by_path)
        if twin is None and (page.language != "en" or page is first):
            yield f"{page.path}: missing in the other language"
        elif twin and [level for level, *_ in page.headings] != [level for level, *_ in twin.headings]:
            yield f"{page.path}: other parts than {twin.path}"


def _methods(by_path: dict[Path, Page]) -> Iterator[str]:
    """The list of methods names every public function, and every page of a method."""
    import cocreate

    path = Path("docs/methods/index.md")
    page = by_path.get(path)
    if page is None:
        yield f"{path} is missing"
        return
    public = {name for name in cocreate.__all__ if inspect.isfunction(getattr(cocreate, name))}
    for name in sorted(public):
        if not re.search(rf"`{name}`[^\n]*\]\([a-z-]+\.md\)|\]\([a-z-]+\.md\)[^\n]*`{name}`", page.text):
            yield f"{path}: {name} is not led to a page"
    listed = {target[0] for link in page.links() if (target := target_of(page, link))}
    yield from (f"{path}: {other} is not listed" for other in _beside(path, by_path) if other not in listed)


def _variables(by_path: dict[Path, Page]) -> Iterator[str]:
    """The guide's table of variables is that of the code."""
    source = (ROOT / "src/cocreate_server/env.py").read_text()
    names = set(re.findall(r"^\| ([A-Z_]+) \|", source, flags=re.MULTILINE))
    path = Path("docs/guide/install.md")
    text = by_path[path].text if path in by_path else ""
    there = set(re.findall(r"^\| `([A-Z_]+)` \|", text, flags=re.MULTILINE))
    yield from (f"{path}: {name} is not told" for name in sorted(names - there))
    yield from (f"{path}: {name} is not read by the code" for name in sorted(there - names))


def _decisions(by_path: dict[Path, Page]) -> Iterator[str]:
    """Decisions are numbered without a gap, have their parts, and stand in their list."""
    path = Path("docs/adr/index.md")
    records = sorted(_beside(path, by_path))
    index = by_path.get(path)
    listed = {target[0] for link in index.links() if (target := target_of(index, link))} if index else set()
    for number, record in enumerate(records, start=1):
        parts = {words for _level, words, _anchor in by_path[record].headings}
        if not record.name.startswith(f"{number:04}-"):
            yield f"{record}: the numbers have a gap before it"
        if lacking := [part for part in DECISION_PARTS if part not in parts]:
            yield f"{record}: lacks {', '.join(lacking)}"
        if record not in listed:
            yield f"{record}: not in {path}"


def _beside(path: Path, pages: Iterable[Path]) -> list[Path]:
    return [other for other in pages if other.parent == path.parent and other != path]
