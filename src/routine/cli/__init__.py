"""The command line: the only rooms with a clock, that write files and that talk.

Commands are imported when they are called, so that `routine --help` answers at once.
"""

from __future__ import annotations

import importlib

import click

from routine import __version__

# Where each command lives; the line is what `routine --help` says of it.
COMMANDS = {
    "init": ("routine.cli.init:init", "Answer questions and write a profile."),
    "screen": ("routine.cli.answers:screen", "Red flags and conditions, and what they mean."),
    "assess": ("routine.cli.answers:assess", "What your muscles need, and why."),
    "plan": ("routine.cli.plan:plan", "Plan a week: plan.json, handout.pdf, calendar.ics."),
    "render": ("routine.cli.render:render", "Print an edited plan again, verified first."),
    "today": ("routine.cli.week:today", "Today's session in the terminal."),
    "show": ("routine.cli.week:show", "A day or the week in the terminal."),
    "why": ("routine.cli.why:why", "Why an exercise is in the week, or why it is not."),
    "check": ("routine.cli.week:check", "The verifier alone, on any plan file."),
    "catalog": ("routine.cli.content:catalog", "List, show, check and export the exercises."),
    "schema": ("routine.cli.content:schema", "JSON Schema of profile, exercise or plan."),
}


class Lazy(click.Group):
    """A group whose commands are imported when they are called."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in COMMANDS:
            return None
        module, name = COMMANDS[cmd_name][0].split(":")
        command: click.Command = getattr(importlib.import_module(module), name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in COMMANDS.items()])

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:  # click would leave with 1
            click.echo("Interrupted.", err=True)
            ctx.exit(130)

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[str | None, click.Command | None, list[str]]:
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            import difflib

            near = difflib.get_close_matches(args[0], COMMANDS, n=1)
            if not near:
                raise
            raise click.UsageError(f"{error.message} Did you mean '{near[0]}'?", ctx) from None


@click.group(cls=Lazy, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, message="routine %(version)s")
def main() -> None:
    """Plan one safe week of rolling, stretching and strengthening.

    \b
    Start in an empty folder:
      routine init          answer a few questions, get profile.yaml
      routine plan          get plan.json, handout.pdf and calendar.ics
      routine today         what to do now

    \b
    Exit codes: 0 done, 1 wrong data, 2 wrong command line, 3 no plan because
    of a finding, 4 nothing safe fits, 5 our own check failed, 130 interrupted.
    """
