"""add: something new, as text in the file of its kind."""

import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bilat.cli import options
from bilat.errors import NotFoundError
from bilat.report import additions, terminal

if TYPE_CHECKING:
    from bilat.knowledge.adding import Curation

_Words = list[str] | None
_MOST_ASKED = 40


def register(app: typer.Typer) -> None:
    """Add the verb of this file."""
    app.command()(add)


def _said(metavar: str, help_: str) -> Any:  # noqa: ANN401  what typer.Option gives
    complete = options.complete_name if metavar == "NAME" else None
    return typer.Option(metavar=metavar, help=help_, autocompletion=complete)


def _complete_kind(incomplete: str) -> list[str]:
    from bilat.knowledge.fields import KINDS  # noqa: PLC0415  help needs no parser

    return [kind for kind in KINDS if kind.startswith(incomplete)]


def add(
    context: typer.Context,
    kind: Annotated[
        str,
        typer.Argument(
            metavar="KIND",
            help="visit, listing, claim, document, …",
            autocompletion=_complete_kind,
        ),
    ],
    id_: Annotated[str | None, typer.Option("--id", help="Default: from date and words.")] = None,
    label: Annotated[_Words, _said("[LANG=]TEXT", "Its name; English if no language.")] = None,
    alias: Annotated[_Words, _said("[LANG=]TEXT", "Another name.")] = None,
    short_name: Annotated[_Words, _said("TEXT", "The name for narrow spaces.")] = None,
    when: Annotated[_Words, _said("DATE", "EDTF; for what lasts an interval a/b.")] = None,
    holds_at: Annotated[_Words, _said("DATE", "A day on which a source attests it.")] = None,
    actor: Annotated[_Words, _said("ROLE=NAME", "Who takes part, and as what.")] = None,
    place: Annotated[_Words, _said("NAME", "Where it took place.")] = None,
    part_of: Annotated[_Words, _said("NAME", "The larger event, or place.")] = None,
    object_: Annotated[
        _Words, typer.Option("--object", metavar="NAME", help="What it is about.")
    ] = None,
    realis: Annotated[_Words, _said("WORD", "occurred, announced or cancelled.")] = None,
    plover: Annotated[_Words, _said("CODE", "PLOVER category or mode.")] = None,
    plover_context: Annotated[
        _Words, typer.Option("--context", metavar="CODE", help="PLOVER context.")
    ] = None,
    amount: Annotated[_Words, _said("NUMBER", "Money, in whole units.")] = None,
    currency: Annotated[_Words, _said("CODE", "ISO 4217, such as JPY.")] = None,
    office: Annotated[_Words, _said("NAME", "The office that is held.")] = None,
    authority_any_of: Annotated[_Words, _said("NAME", "One of several that may list.")] = None,
    legal_basis: Annotated[_Words, _said("NAME", "The act under which somebody is listed.")] = None,
    measure: Annotated[_Words, _said("WORD", "travel-ban, asset-freeze, …")] = None,
    claim_kind: Annotated[_Words, _said("WORD", "opinion, forecast, factual-claim, …")] = None,
    text: Annotated[_Words, _said("[LANG=]TEXT", "What is claimed, in your words.")] = None,
    held_by: Annotated[_Words, _said("NAME", "Who claims it.")] = None,
    about: Annotated[_Words, _said("NAME", "What a claim concerns.")] = None,
    value: Annotated[_Words, _said("NUMBER", "The number that is claimed.")] = None,
    unit: Annotated[_Words, _said("CODE", "Its unit; 1 for a plain count.")] = None,
    count_of: Annotated[_Words, _said("KIND", "The kind that is counted.")] = None,
    contradicts: Annotated[_Words, _said("NAME", "A record that excludes it.")] = None,
    evidence: Annotated[_Words, _said("ID", "A passage there is; or describe one:")] = None,
    document: Annotated[_Words, _said("NAME", "The document a passage stands in.")] = None,
    gist: Annotated[_Words, _said("[LANG=]TEXT", "What it says, in your words.")] = None,
    locator: Annotated[_Words, _said("TEXT", "Where: headline, whole page, …")] = None,
    paragraph: Annotated[_Words, _said("NUMBER", "Or its paragraph, from 1.")] = None,
    sentence: Annotated[_Words, _said("NUMBER", "And its sentence in it.")] = None,
    page: Annotated[_Words, _said("TEXT", "Or its page, as printed.")] = None,
    asserted_by: Annotated[_Words, _said("NAME", "Who says so there; default: its author.")] = None,
    stance: Annotated[
        _Words, _said("WORD", "affirms (default), presupposes, doubts, denies")
    ] = None,
    on_property: Annotated[_Words, _said("WORD", "The one facet it bears on, as when.")] = None,
    hedge: Annotated[_Words, _said("TEXT", "The source's word of caution.")] = None,
    title: Annotated[_Words, _said("[LANG=]TEXT", "Title of a document.")] = None,
    creator: Annotated[_Words, _said("NAME", "Who wrote it.")] = None,
    publisher: Annotated[_Words, _said("NAME", "Who put it out, if not its author.")] = None,
    issued: Annotated[_Words, _said("DATE", "When it came out.")] = None,
    url: Annotated[_Words, _said("URL", "Its address.")] = None,
    language: Annotated[_Words, _said("CODE", "Its language, as en.")] = None,
    version_of: Annotated[_Words, _said("NAME", "The original of a copy.")] = None,
    parent: Annotated[_Words, _said("NAME", "The body above a body, up to its state.")] = None,
    post_in: Annotated[_Words, _said("NAME", "The organisation an office is in.")] = None,
    country: Annotated[_Words, _said("NAME", "Seat, or nationality.")] = None,
    iso: Annotated[_Words, _said("CODE", "ISO 3166 code of a state, as JPN.")] = None,
    m49: Annotated[_Words, _said("CODE", "Its UN M49 code.")] = None,
    cow: Annotated[_Words, _said("NUMBER", "Its Correlates of War number.")] = None,
    same_as: Annotated[_Words, _said("URL", "The same in another catalogue.")] = None,
    comment: Annotated[_Words, _said("[LANG=]TEXT", "What a reader should know besides.")] = None,
    unconfirmed: Annotated[_Words, _said("WORD", "A property that lacks a source.")] = None,
    to: Annotated[
        str | None,
        typer.Option("--to", metavar="FILE", help="Default: the file with most of its kind."),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Check and print the block; write nothing.")
    ] = False,
) -> None:
    """Add a record, a document, a passage, a person or other entity to your data.

    \b
    Examples:
      bilat add person --label "Mira Talen" --label "ja=ミラ・ターレン" --dry-run
      bilat add document --title "A report" --creator TASS --issued 2017 --url https://example.org/1 --dry-run
      bilat add meeting --label "Kono and Lavrov meet" --when 2017-08-07 --actor "Taro Kono" --actor "Sergey Lavrov" --realis occurred --plover CONSULT --document doc:mofa-2017-08-07 --gist "First talks of the two." --locator "whole page" --dry-run

    Edits your files (bilat --data FOLDER add …) as text: the new block is put where the order of
    the file wants it, every other byte stays. It is checked first: with a violation nothing is
    written, the findings are printed, and the exit code is 1; warnings are said and it is written.
    Options with words may be repeated where there may be several. On a terminal what is missing is
    asked for.

    Kinds: meeting call dialogue visit exercise transaction statement measure military-action
    institutional-change; listing office membership alliance dispute control; claim; document
    evidence; person state body place organisation company group topic post legal-act
    international-organisation.
    """  # noqa: D301, E501
    from bilat.knowledge.adding import Curation  # noqa: PLC0415  help needs no parser
    from bilat.knowledge.fields import FIELDS  # noqa: PLC0415  likewise

    session = options.session(context)
    words = {"object_": "object", "plover_context": "context"}
    given: dict[str, list[str]] = {
        words.get(name, name): said
        for name, said in context.params.items()
        if said and words.get(name, name) in FIELDS
    }
    if id_:
        given["id"] = [id_]
    bounds = {name: session.bounds[name] for name in ("max_bytes", "timeout")}
    curation = Curation(session.data, **bounds)
    if not dry_run:
        curation.refuse_what_ships()
    if sys.stdin.isatty():
        _ask(curation, kind, given)
    addition = curation.add(kind, given, to=to, rehearsal=dry_run)
    report = addition.report
    for remark in additions.remarks(report, "warning"):
        session.say(remark)
    if dry_run:
        terminal.send(f"{terminal.escaped(addition.text)}\n")
        session.say(f"would be added to {addition.file}:{addition.line}")
    elif addition.written:
        terminal.send(additions.added(addition.ids, addition.kind, addition.file, addition.line))
    if report.counts["violation"]:
        terminal.send("".join(f"{one}\n" for one in additions.remarks(report, "violation")))
        session.say("nothing was written: it would break these rules")
        raise typer.Exit(code=NotFoundError.exit_code)


def _ask(curation: "Curation", kind: str, given: dict[str, list[str]]) -> None:
    """Ask for what is missing, one thing after the other; an empty line ends the asking."""
    for _ in range(_MOST_ASKED):
        needs = curation.needs(kind, given)
        if not needs:
            return
        field, role, hint = needs[0]
        said = _asked(role or field, hint)
        if not said and field == "evidence":
            field, said = "document", _asked("document", "the one in which a passage says so")
        if not said:
            return
        given.setdefault(field, []).append(f"{role}={said}" if role else said)


def _asked(what: str, hint: str) -> str:
    """A line from the terminal; stdout stays free for the answer."""
    question = f"{what.replace('_', ' ')} ({hint})" if hint else what.replace("_", " ")
    terminal.ask(question)
    return sys.stdin.readline().strip()
