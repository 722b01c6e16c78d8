import subprocess
import sys

import pytest
from typer.testing import CliRunner

from cocreate_cli import main


def absent(*names):
    real = main.import_module

    def find(name):
        if name in names:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
        return real(name)

    return find


@pytest.mark.parametrize("missing", ["django", "cocreate_server.cli"])
@pytest.mark.parametrize("command", main.SERVER_COMMANDS)
def test_without_the_server_its_commands_say_how_to_get_it(monkeypatch, missing, command):
    monkeypatch.setattr(main, "import_module", absent(missing))
    result = CliRunner().invoke(main.app, [command, "--port", "1", "x"])
    assert result.exit_code == 2
    assert result.stderr == f"cocreate {command} needs the server: pip install 'cocreate[server]'\n"


def test_an_error_inside_the_server_is_not_swallowed(monkeypatch):
    def broken(name):
        raise ModuleNotFoundError("No module named 'orjson'", name="orjson")

    monkeypatch.setattr(main, "import_module", broken)
    assert isinstance(CliRunner().invoke(main.app, ["demo"]).exception, ModuleNotFoundError)


def test_an_unknown_command_is_refused(monkeypatch):
    monkeypatch.setattr(main, "import_module", absent("django"))
    assert CliRunner().invoke(main.app, ["bogus"]).exit_code == 2


def test_help_lists_the_commands(monkeypatch):
    monkeypatch.setattr(main, "import_module", absent("django"))
    result = CliRunner().invoke(main.app, ["--help"])
    assert result.exit_code == 0
    assert "scores" in result.stdout
    assert "report" in result.stdout


def test_scores_run_as_a_program_without_loading_the_server(written):
    path = written("nps,x\n10,a\n0,b\n9,c\n")
    code = (
        "import sys; from cocreate_cli.main import app; "
        "app(['scores', sys.argv[1], '--score', 'nps', '--format', 'csv'], standalone_mode=False); "
        "heavy = {'django', 'pandas', 'polars', 'pyarrow'} & set(sys.modules); "
        "print(sorted(heavy), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[0] == "measure,value,low,high,n,method"
    assert done.stdout.splitlines()[1].startswith("nps,33.33")
    assert done.stderr.splitlines()[1] == "[]"
