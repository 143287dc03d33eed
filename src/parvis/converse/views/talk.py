"""One conversation: the thread, the composer, the person; what can be done with it."""

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from parvis.channels import speak
from parvis.converse import actions, reads, replying
from parvis.converse.forms import CloseForm, ReplyForm
from parvis.converse.models import Conversation, Handling, Message, Stage
from parvis.converse.views.inbox import colleague, inbox_address, listed
from parvis.govern import gate, levels
from parvis.govern.reads import who_knows
from parvis.govern.rules import Objection
from parvis.outbox.actions import Impossible
from parvis.outbox.models import State
from parvis.outbox.reads import row_key
from parvis.people.door import HouseRequest, member, worker


@member
@require_GET
def conversation(request: HouseRequest, pk: int) -> HttpResponse:
    row = _row(request, pk)
    text = _taken_up(request, row)
    form = ReplyForm(commitments=row.commitments.all(), text=text)
    return _page(request, row, form, _objections(row, text) if text else [])


def _row(request: HouseRequest, pk: int) -> Conversation:
    rows = Conversation.objects.of(request.house).select_related("channel", "owner", "root", "organisation")
    return get_object_or_404(rows, pk=pk)


def _taken_up(request: HouseRequest, row: Conversation) -> str:
    """The text of a note or of a reply that did not go out, to be written again."""
    wanted = row_key(request.GET.get("draft", ""))
    message = row.messages.exclude(direction="in").filter(pk=wanted).first() if wanted else None
    return message.text if message else ""


def _page(
    request: HouseRequest,
    row: Conversation,
    form: ReplyForm,
    objections: Sequence[Objection] = (),
    status: int = 200,
) -> HttpResponse:
    said = reads.thread(row)
    context = {
        **listed(request),
        "conversation": row,
        **_thread(said),
        "context": reads.context(row),
        "colleagues": reads.colleagues(request.house),
        "knows": who_knows(
            request.house, " ".join(each.text for each in said if each.direction == "in"), timezone.now()
        ),
        "stages": Stage.choices,
        "close_form": CloseForm(initial={"outcome": actions.guessed_outcome(row), "learnt": row.learnt}),
        "form": form,
        **_composer(request, row, objections, form["text"].value() or "", form["anyway"].value()),
    }
    return render(request, "converse/conversation.html", context, status=status)


def _thread(said: list[Message]) -> dict[str, Any]:
    return {"said": said, "seen": reads.state_of(said), "moving": reads.is_moving(said)}


def _composer(
    request: HouseRequest, row: Conversation, objections: Sequence[Objection], text: str, anyway: Any
) -> dict[str, Any]:
    """What stands beside « Envoyer »."""
    if impossible := replying.cannot_reply(row):
        return {"impossible": impossible}
    limits = speak.limits(row.channel)
    return {
        "closed": gate.refusal(request.user, request.house, "reply", row.channel, timezone.now()),
        "first_read": levels.notice(request.user, request.house, "reply", row.channel, timezone.now()),
        "conversation": row,
        "emergency": request.POST.get("emergency", ""),
        "on_duty": levels.on_duty(request.user, request.house, timezone.now()),
        "objections": objections,
        "blocked": any(each.blocks for each in objections),
        "warned": " ".join(sorted(each.code for each in objections if not each.blocks)),
        "anyway": bool(anyway),
        "promised_on": request.POST.get("promised_on", ""),
        "undated": any(each.code == "promise_without_date" for each in objections),
        "limit": limits.length,
        "length": limits.measure(text),
    }


@member
@require_GET
def thread(request: HouseRequest, pk: int) -> HttpResponse:
    """The thread alone, for a page that stays open; 204 while nothing has changed since `seen`."""
    row = _row(request, pk)
    said = reads.thread(row)
    if request.GET.get("seen") == reads.state_of(said):
        return HttpResponse(status=204)
    return render(request, "converse/_thread.html", {"conversation": row, **_thread(said)})


@member
@require_POST
def check(request: HouseRequest, pk: int) -> HttpResponse:
    """What stands against the text as it is being written: the part beside « Envoyer »."""
    row = _row(request, pk)
    text = request.POST.get("text", "")
    objections = _objections(row, text) if text.strip() else []
    warned = set(request.POST.get("warned", "").split())
    anyway = "anyway" in request.POST and {each.code for each in objections if not each.blocks} <= warned
    return render(request, "converse/_before_sending.html", _composer(request, row, objections, text, anyway))


def _objections(row: Conversation, text: str) -> list[Objection]:
    return replying.objections(row, text, timezone.now())


@worker
@require_POST
def reply(request: HouseRequest, pk: int) -> HttpResponse:
    """Sends; whatever stands in the way is listed beside « Envoyer », and the text is kept."""
    row = _row(request, pk)
    form = ReplyForm(request.POST, commitments=row.commitments.all())
    if not form.is_valid():
        return _page(request, row, form, status=422)
    if "note" in request.POST:
        return _kept_as_note(request, row, form.cleaned_data["text"])
    found = _objections(row, form.cleaned_data["text"])
    try:
        said = replying.reply(request.user, row, form.answer({each.code for each in found}))
    except gate.Refused:
        return _page(request, row, form, found, status=403)
    except replying.Objected as objected:
        return _page(request, row, form, objected.objections, status=422)
    except Impossible as impossible:
        messages.error(request, impossible.say.to(get_language() or "fr"))
        return _page(request, row, form, status=422)
    held = said.delivery.state == State.HELD
    messages.success(
        request, _("Votre réponse attend une relecture.") if held else _("Votre réponse est confiée à l’envoi.")
    )
    return _back(request, row)


def _kept_as_note(request: HouseRequest, row: Conversation, text: str) -> HttpResponse:
    return _do(request, row, lambda: actions.note(request.user, row, text), _("Votre texte est gardé en note."))


@worker
@require_POST
def note(request: HouseRequest, pk: int) -> HttpResponse:
    row, text = _row(request, pk), request.POST.get("text", "").replace("\0", "")
    return _do(request, row, lambda: actions.note(request.user, row, text), _("Note ajoutée."))


@worker
@require_POST
def assign(request: HouseRequest, pk: int) -> HttpResponse:
    row, to = _row(request, pk), colleague(request)
    done = _("L’échange est confié à %(to)s.") % {"to": to} if to else _("L’échange n’a plus de responsable.")
    return _do(request, row, lambda: actions.assign(request.user, row, to), done)


@worker
@require_POST
def handling(request: HouseRequest, pk: int) -> HttpResponse:
    row, wanted = _row(request, pk), request.POST.get("handling", "")
    if wanted not in Handling.values:
        return _back(request, row)
    done = _("Traitement choisi : %(handling)s.") % {"handling": Handling(wanted).label}
    return _do(request, row, lambda: actions.set_handling(request.user, row, wanted), done)


@worker
@require_POST
def stage(request: HouseRequest, pk: int) -> HttpResponse:
    row, wanted = _row(request, pk), request.POST.get("stage", "")
    if wanted not in Stage.values:
        return _back(request, row)
    return _do(request, row, lambda: actions.set_stage(request.user, row, wanted), _("L’étape est notée."))


@worker
@require_POST
def close(request: HouseRequest, pk: int) -> HttpResponse:
    """Closes, and goes back to the inbox, where it can be undone."""
    row, form = _row(request, pk), CloseForm(request.POST)
    if not form.is_valid():
        return _back(request, row)
    actions.close(request.user, row, form.cleaned_data["outcome"], form.cleaned_data["learnt"])
    return redirect(inbox_address(request, request.POST.get("back", ""), [row.pk]))


@worker
@require_POST
def reopen(request: HouseRequest, pk: int) -> HttpResponse:
    row = _row(request, pk)
    return _do(request, row, lambda: actions.reopen(request.user, row), _("L’échange est rouvert."))


def _do(request: HouseRequest, row: Conversation, act: Callable[[], Any], done: str) -> HttpResponse:
    try:
        act()
    except Impossible as impossible:
        messages.error(request, impossible.say.to(get_language() or "fr"))
    else:
        messages.success(request, done)
    return _back(request, row)


def _back(request: HouseRequest, row: Conversation) -> HttpResponse:
    query = request.POST.get("back", "")
    address = reverse("converse:conversation", args=[request.house.slug, row.pk])
    return redirect(address + (query if query.startswith("?") else ""))
