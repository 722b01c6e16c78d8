"""Adds the product's commands to the shell's."""

import typer

from cocreate_server.cli import bounce, demo, imports, lake, manage, serve


def register(app: typer.Typer) -> None:
    """Add `demo`, `serve`, `import`, `bounce`, `lake` and `manage` to the app."""
    app.command("demo")(demo.demo)
    app.command("serve")(serve.serve)
    app.command("worker")(serve.worker)
    app.command("import")(imports.import_file)
    app.command("bounce")(bounce.bounce)
    app.add_typer(lake.app, name="lake")
    app.command("manage", context_settings={"allow_extra_args": True, "ignore_unknown_options": True})(
        manage.manage
    )
