"""`inspector doctor`: what would go wrong on this machine, and how to mend it."""

import sys
from pathlib import Path

import click

from inspector.cli import UNUSABLE
from inspector.cli.destination import paint_for


@click.command("doctor")
@click.option("--quick", is_flag=True, help="Leave out the trial: a call through a real proxy.")
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True
)
def command(quick: bool, form: str) -> int:
    """Look at versions, ports, certificates, proxy variables, terminal and disk, and make a trial.

    Each thing is fine, a warning, or a problem, with what would go wrong and how to mend it.
    Nothing leaves this machine. The exit status is 0 when nothing is a problem, else 2.
    """
    from inspector.doctor.examining import examine
    from inspector.doctor.remark import Remark, State
    from inspector.doctor.telling import as_json, as_text, verdict
    from inspector.report.document import tool

    paint, home = paint_for(sys.stdout), Path.home()
    remarks: list[Remark] = []
    for remark in examine(quick=quick):
        remarks.append(remark)
        if form == "text":
            click.echo(as_text(remark, paint, home))
    click.echo(f"\n{verdict(remarks)}" if form == "text" else as_json(remarks, tool(), home))
    return UNUSABLE if any(one.state is State.PROBLEM for one in remarks) else 0
