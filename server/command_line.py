"""The ``cotender`` command."""

import asyncio
import json
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path
from typing import IO, Any

import click
from click.exceptions import NoArgsIsHelpError

from server.folding import NoSuchTender
from server.settings import House, Settings, open_house
from specs.refusals import Refused
from specs.seats import SEATS


class OneSentence(click.ClickException):
    """What went wrong, on standard error, with exit code 2."""

    exit_code = 2

    def show(self, file: IO[Any] | None = None) -> None:
        """Says it."""
        click.echo(" ".join(self.message.split()), err=True)


@contextmanager
def sentences() -> Iterator[None]:
    """Whatever goes wrong in here is said in one sentence."""
    try:
        yield
    except (OneSentence, NoArgsIsHelpError):
        raise
    except click.ClickException as wrong:
        raise OneSentence(wrong.format_message()) from wrong
    except NoSuchTender as wrong:
        raise OneSentence("There is no such tender in this folder.") from wrong
    except Refused as refused:
        raise OneSentence(str(refused)) from refused
    except OSError as wrong:
        where = f" ({wrong.filename})" if wrong.filename else ""
        raise OneSentence(f"That did not work: {(wrong.strerror or str(wrong)).lower()}{where}.") from wrong


class Plain(click.Group):
    """Commands whose errors are one sentence."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Reads what stands before the command."""
        with sentences():
            return super().parse_args(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """Runs the command."""
        with sentences():
            return super().invoke(ctx)


@click.group(cls=Plain)
@click.version_option(package_name="cotender")
def cotender() -> None:
    """Where a public body and the people who will use a service write its tender together."""


def in_folder(command: Callable[..., Any]) -> Callable[..., Any]:
    """The option that says where the tenders are kept."""
    return click.option(
        "--data", type=click.Path(path_type=Path), default=Path("data"), show_default=True, help="Where the tenders are kept."
    )(command)


def _open(data: Path, mode: str) -> AbstractContextManager[House]:
    """The folder: ``ro`` to look, beside a running server too; ``rwc`` to act. Raises ``Refused``."""
    return closing(open_house(Settings(data=data), mode))


@cotender.command()
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True)
def demo(port: int) -> None:
    """Serve the teaching tender from a throw-away folder, with a sign-in link for each seat."""
    from server import demo

    demo.serve(port)


@cotender.command()
@in_folder
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True)
@click.option("--url", default="", help="The address people use, where a proxy stands in front.")
def serve(data: Path, host: str, port: int, url: str) -> None:
    """Serve the tenders of a folder."""
    from server import serving

    serving.serve(Settings(data=data, host=host, port=port, url=url or f"http://{host}:{port}"))


@cotender.command("import")
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE.docx")
@in_folder
@click.option("--title", default="", help="What the tender is called; otherwise what the document is called.")
@click.option("--email", default="", help="The commissioner's address, for someone who will go on in the browser.")
@click.option("--leave-comments", is_flag=True, help="Leave the comments in the margin in the document; else the group reads them.")
@click.option("--json", "as_json", is_flag=True, help="Print what landed where as JSON.")
def bring_in(file: Path, data: Path, title: str, email: str, leave_comments: bool, as_json: bool) -> None:
    """Begin a new tender from a Word document."""
    from server import beginning

    came, read = beginning.file_at(file)
    with _open(data, "rwc") as house:
        said = beginning.from_file(house, came, read, file.name, title, email, comments=not leave_comments)
    if as_json:
        click.echo(json.dumps(said, ensure_ascii=False, indent=2))
        return
    tracked = said["tracked_changes"]
    click.echo(f"{said['tender']}  {said['title']}")
    click.echo(
        f"{said['clauses']} clauses, {said['paragraphs']} paragraphs, {said['blocks']} pictures and the like, {said['notes']} notes."
    )
    if tracked["insertions"] or tracked["deletions"]:
        click.echo(f"Tracked changes were read as accepted: {tracked['insertions']} insertions and {tracked['deletions']} deletions.")
    if said["comments"]:
        click.echo(f"{said['comments']} comments {'stay in the document' if leave_comments else 'came in'}.")
    for one in said["left_out"]:
        click.echo(f"Left out: {one}")


@cotender.command()
@click.argument("tender")
@click.option("--out", type=click.Path(path_type=Path), required=True, metavar="FILE", help="The Word document to write.")
@click.option(
    "--kind",
    type=click.Choice(["clean", "tracked", "working", "report"]),
    default="clean",
    show_default=True,
    help="tracked: what changed between two editions, marked; working: as it stands, with everybody’s comments, for the group only; "
    "report: what was said and decided, and why (a web page, where FILE ends in .html).",
)
@click.option("--from", "since", default="start", show_default=True, metavar="EDITION", help="tracked: the earlier edition.")
@click.option("--as-one-author", is_flag=True, help="tracked: name the organisation, and no person, for every change.")
@click.option("--to", "edition", default="draft", show_default=True, metavar="EDITION", help="draft, start, or @N: as of entry N.")
@click.option("--part", default="", help="Which part, where the tender has several (d1, d2 …).")
@click.option("--mark-draft", is_flag=True, help="Say DRAFT on every page.")
@in_folder
def export(
    tender: str, out: Path, kind: str, since: str, as_one_author: bool, edition: str, part: str, mark_draft: bool, data: Path
) -> None:
    """Write a tender as a Word document."""
    from server import exporting, word_files, workers

    if kind == "tracked":
        with _open(data, "ro") as house:
            asked = word_files.changes_of(house, tender, since, edition, part, draft=mark_draft, as_one=as_one_author)
        made = workers.run(word_files.write_changes_here, asked, seconds=60)
        _put(out, made.data)
        click.echo(f"Words that came in: {made.came:,}. Words that went: {made.gone:,}.")
        return
    if kind in ("working", "report"):
        if edition != "draft":
            raise Refused("This is made of the tender as it stands. Please leave --to out.")
        with _open(data, "ro") as house:
            made_file, sentence = (exporting.working_copy_of if kind == "working" else exporting.report_of)(house, tender, part, out.suffix)
        _put(out, made_file)
        click.echo(sentence)
        return
    with _open(data, "ro") as house:
        copy = word_files.copy_of(house, tender, edition, part, draft=mark_draft)
    written = workers.run(word_files.write_here, copy, seconds=30)
    _put(out, written.data)
    for reference in written.broken_references:
        click.echo(f"Please look: {reference}", err=True)
    for warning in written.warnings:
        click.echo(warning, err=True)


def _put(out: Path, data: bytes) -> None:
    """The whole file or none of it."""
    handle, name = tempfile.mkstemp(dir=out.parent, prefix=f".{out.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        mask = os.umask(0)
        os.umask(mask)
        Path(name).chmod(0o666 & ~mask)
        Path(name).replace(out)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


@cotender.command()
@click.argument("tender")
@click.option("--json", "as_json", is_flag=True, help="Everything, as JSON.")
@in_folder
def show(tender: str, as_json: bool, data: Path) -> None:
    """Print a tender as it stands."""
    from specs.as_data import tender_as_data
    from specs.labels import label_of, title_of

    with _open(data, "ro") as house:
        found = house.desk.fold(tender)
    if as_json:
        click.echo(json.dumps(tender_as_data(found), ensure_ascii=False, indent=2))
        return
    click.echo(f"{found.title} (entry {found.seq})")
    for clause in found.reading_order():
        state = "fixed" if clause.openness == "fixed" else "open"
        click.echo(f"{clause.id:>6}  {label_of(found, clause):<8} {title_of(clause)}  [{state}, version {clause.version}]")


@cotender.command()
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE.docx")
@in_folder
@click.pass_context
def check(context: click.Context, file: Path, data: Path) -> None:
    """Say whether a file is an untouched issued tender, and which; leave with 1 where it is not."""
    from server import checked

    with _open(data, "ro") as house:
        untouched, lines = checked.file_at(house, file)
    for line in lines:
        click.echo(line)
    context.exit(0 if untouched else 1)


@cotender.command()
@in_folder
@click.pass_context
def verify(context: click.Context, data: Path) -> None:
    """Walk the chain of every tender; leave with 1 and name the entry where one was touched."""
    with _open(data, "ro") as house:
        fault = house.record.verify() or house.people.record.verify()
        heads = house.record.heads()
    if fault:
        click.echo(fault.sentence, err=True)
        context.exit(1)
    click.echo(f"{sum(heads.values())} entries in {len(heads)} tenders: none was touched.")


@cotender.command()
@in_folder
def rebuild(data: Path) -> None:
    """Drop and rebuild the tables that can be made anew."""
    with _open(data, "rwc") as house:
        house.index.rebuild()
    click.echo("The tables are rebuilt.")


@cotender.command()
@in_folder
def compact(data: Path) -> None:
    """After words were erased: leave nothing of them in the files."""
    with _open(data, "rwc") as house:
        house.compact()
    click.echo("Done: nothing that was erased is left in these files.")


@cotender.command()
@click.argument("email")
@click.argument("tender", required=False, default="")
@click.option(
    "--seat", type=click.Choice([seat for seat in SEATS if seat != "administrator"]), default=None, help="The seat in the tender."
)
@click.option("--may-create", is_flag=True, help="Let this person begin tenders.")
@click.option("--administers", is_flag=True, help="Let this person see accounts as numbers, seats and settings.")
@click.option("--name", default="", help="What the person is called on pages.")
@click.option("--url", default="http://127.0.0.1:8000", show_default=True, help="The address people use.")
@in_folder
def invite(email: str, tender: str, seat: str | None, may_create: bool, administers: bool, name: str, url: str, data: Path) -> None:
    """Print a sign-in link for someone: to begin tenders, or with a seat in one."""
    from server import beginning

    if bool(tender) != bool(seat):
        raise Refused("Please name both the tender and the seat, or say --may-create.")
    if not (tender or may_create or administers):
        raise Refused("Please say what the person may do: --may-create, --administers, or a tender and --seat.")
    with _open(data, "rwc") as house:
        link = asyncio.run(beginning.invited(house, email, name, tender, seat or "", may_create))
        if administers and (account := house.people.by_email(email)):
            house.people.let_administer(account.id)
    click.echo(f"{url.rstrip('/')}{link}")
