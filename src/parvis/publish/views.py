"""Pages of Publier: the list, the form with what stands in the way, one publication and its life."""

import re
from dataclasses import replace
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import IntegrityError, transaction
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from parvis.channels import speak
from parvis.core.audit import record
from parvis.govern import levels
from parvis.outbox.models import State
from parvis.outbox.reads import row_key
from parvis.outbox.reviewing import Impossible
from parvis.people.door import HouseRequest, member, worker
from parvis.publish import actions, reads
from parvis.publish.forms import PublicationForm, files_form
from parvis.publish.models import File, Publication, Variant
from parvis.publish.shape import NEEDS, measured, shaped
from parvis.say import Say


@member
def publications(request: HouseRequest) -> HttpResponse:
    """What was published, what is planned, what is a draft."""
    words, state = request.GET.get("q", ""), request.GET.get("state", "")
    page = Paginator(reads.publications(request.house, words, state), 30).get_page(request.GET.get("page"))
    context = {"page": page, "q": words, "state": state, "channels": reads.open_channels(request.house)}
    return render(request, "publish/publications.html", context)


@worker
def write(request: HouseRequest, pk: int | None = None) -> HttpResponse:
    """Writes or amends a draft; the button says whether it is kept, or goes out. A page handed in twice counts once."""
    draft = _draft(request, pk)
    if draft.sent_at:
        return _is_there(request, draft)
    form = PublicationForm(request.house, request.POST or None, request.FILES or None, instance=draft)
    files = files_form(draft, *([request.POST, request.FILES] if "files-TOTAL_FORMS" in request.POST else []))
    found: list[actions.Obstacle] = []
    if request.method == "POST" and form.is_valid() and (files.is_valid() or not files.is_bound):
        try:
            with transaction.atomic():
                done = _keep_and_send(request, form, files)
        except IntegrityError:  # the same page, handed in twice at once
            done = _is_there(request, _draft(request, pk))
        if isinstance(done, HttpResponse):
            return done
        found = done
        files = files_form(form.instance) if form.instance.pk else files
    context = {"form": form, "files": files, "draft": draft, "obstacles": found}
    context |= {"limits": _limits(request), "language": get_language()}
    context["first_read"] = _first_read(request)
    context |= {
        "on_duty": levels.on_duty(request.user, request.house, timezone.now()),
        "emergency": _emergency(request),
    }
    context["blocked"] = any(each.blocks for each in found)
    return render(request, "publish/write.html", context)


def _draft(request: HouseRequest, pk: int | None) -> Publication:
    """What is being written: by its number, by the page on which it was begun, or new."""
    rows = Publication.objects.of(request.house)
    if pk is not None:
        found: Publication = get_object_or_404(rows, pk=pk)
        return found
    page = request.POST.get("form", "")
    page = page if re.fullmatch("[0-9a-f]{32}", page) else uuid4().hex
    new = Publication(organisation=request.house, author=request.user, language=request.house.language, form=page)
    return rows.filter(form=page).first() or new


def _is_there(request: HouseRequest, row: Publication) -> HttpResponse:
    """What this page made already: a draft to go on with, or what is out."""
    if not row.sent_at:
        return redirect("publish:write_draft", request.house.slug, row.pk)
    words = _("C’est déjà confié à l’envoi, une seule fois. Pour autre chose, écrivez une nouvelle publication.")
    messages.info(request, words)
    return redirect("publish:publication", request.house.slug, row.pk)


def _keep_and_send(request: HouseRequest, form: Any, files: Any) -> HttpResponse | list[actions.Obstacle]:
    """The next page; or what stands in the way, perhaps only in the form, once the draft is kept."""
    publication = _keep(request, form, files)
    if publication is None:
        return _is_there(request, Publication.objects.get(pk=form.instance.pk))
    if "send" not in request.POST:
        messages.success(request, _("Le brouillon est gardé."))
        return redirect("publish:write_draft", request.house.slug, publication.pk)
    if not publication.channels.exists():
        form.add_error("channels", _("Choisissez au moins un canal. Votre brouillon est gardé."))
        return []
    try:
        actions.publish(request.user, publication, timezone.now(), "anyway" in request.POST, _emergency(request))
    except actions.NotYet as not_yet:
        return not_yet.obstacles
    messages.success(request, _("C’est confié à l’envoi."))
    return redirect("publish:publication", request.house.slug, publication.pk)


def _keep(request: HouseRequest, form: Any, files: Any) -> Publication | None:
    """Saves the draft; None when somebody sent it meanwhile: what went out is not changed behind its back."""
    pk = form.instance.pk
    if pk and Publication.objects.select_for_update().filter(pk=pk, sent_at=None).first() is None:
        return None
    publication: Publication = form.save()
    if files.is_bound:
        _keep_files(publication, files)
    if pk is None:
        record(request.house, request.user, "publish.drafted", about=actions.label(publication))
    return publication


def _emergency(request: HouseRequest) -> str:
    return request.POST.get("emergency", "").replace("\0", "").strip()


def _first_read(request: HouseRequest) -> list[Any]:
    """The channels on which the writer's text is read by somebody else first, with the words that say by whom."""
    now = timezone.now()
    rows = [
        (row, levels.notice(request.user, request.house, "publish", row, now))
        for row in reads.open_channels(request.house)
    ]
    return [(row, words) for row, words in rows if words]


def _keep_files(publication: Publication, files: Any) -> None:
    files.instance = publication
    for row in files.save(commit=False):
        row.organisation = publication.organisation
        row.save()
    for row in files.deleted_objects:
        row.delete()


def _limits(request: HouseRequest) -> list[Any]:
    return [(channel, speak.limits(channel)) for channel in reads.open_channels(request.house)]


def _of_text(found: list[actions.Obstacle]) -> list[actions.Obstacle]:
    """Without what is missing for want of a file: those chosen in the form are not handed in yet."""
    kept = [replace(each, objections=[o for o in each.objections if o.code != NEEDS]) for each in found]
    return [each for each in kept if each.refusal or each.objections]


@member
def measure(request: HouseRequest) -> HttpResponse:
    """How long the text is as each chosen channel counts, and what stands in the way: a part of the form."""
    text = request.POST.get("text", "")
    chosen = [row for row in reads.open_channels(request.house) if str(row.pk) in request.POST.getlist("channels")]
    others = {name: request.POST.get(name, "") for name in ("more", "warning", "poll")}
    unsaved = Publication(organisation=request.house, text=text, language=request.house.language, **others)
    found = _of_text(actions.obstacles(unsaved, chosen, request.user, timezone.now())) if text.strip() else []
    limits = [(channel, speak.limits(channel)) for channel in chosen]
    shapes = [(channel, shaped(unsaved, each), each) for channel, each in limits]
    lengths = [(channel, measured(shape, each), each.length, len(shape.texts)) for channel, shape, each in shapes]
    return render(
        request, "publish/_measure.html", {"lengths": lengths, "obstacles": found, "language": get_language()}
    )


@member
def publication(request: HouseRequest, pk: int) -> HttpResponse:
    """One publication and what became of it on each channel."""
    row = get_object_or_404(reads.publications(request.house), pk=pk)
    return render(request, "publish/publication.html", {"publication": row, "withdrawal": reads.withdrawal(row)})


@member
def picture(request: HouseRequest, pk: int) -> FileResponse:
    """The picture of a publication, for members alone."""
    row = get_object_or_404(Publication.objects.of(request.house).exclude(picture=""), pk=pk)
    return FileResponse(row.picture.open("rb"), headers={"Content-Disposition": "inline"})


@member
def file(request: HouseRequest, pk: int) -> FileResponse:
    """One more picture or video of a publication, for members alone."""
    row = get_object_or_404(File.objects.of(request.house), pk=pk)
    return FileResponse(row.file.open("rb"), headers={"Content-Disposition": "inline"})


@member
def captions(request: HouseRequest, pk: int) -> HttpResponse:
    """The subtitles of a video, for members alone."""
    row = get_object_or_404(File.objects.of(request.house).exclude(captions=""), pk=pk)
    return HttpResponse(row.captions, content_type="text/vtt; charset=utf-8")


@worker
@require_POST
def rewrite(request: HouseRequest, pk: int) -> HttpResponse:
    """To the draft that changes what one channel refused."""
    rows = Variant.objects.of(request.house).select_related("publication", "delivery", "channel")
    variant = get_object_or_404(rows, pk=pk)
    try:
        draft = actions.rewrite(request.user, variant)
    except Impossible as impossible:
        messages.error(request, impossible.say.to(get_language() or "fr"))
        return redirect("publish:publication", request.house.slug, variant.publication_id)
    return redirect("publish:write_draft", request.house.slug, draft.pk)


@worker
@require_POST
def discard(request: HouseRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Publication.objects.of(request.house), pk=pk)
    if actions.discard(request.user, row):
        messages.success(request, _("Le brouillon est jeté."))
    else:
        messages.error(request, _("C’est déjà parti : ce n’est plus un brouillon. Vous pouvez le retirer des réseaux."))
    return redirect("publish:publications", request.house.slug)


@worker
@require_http_methods(["GET", "POST"])
def withdraw(request: HouseRequest, pk: int) -> HttpResponse:
    """Takes it back from every channel, or from the one named by `variant`; asks first, naming the places."""
    row = get_object_or_404(Publication.objects.of(request.house), pk=pk)
    variants = row.variants.select_related("delivery", "channel")
    if named := row_key(request.POST.get("variant", "")):
        variants = variants.filter(pk=named)
    if request.method == "GET":
        context = {"publication": row, "fates": reads.fates(row, request.GET.get("variant", ""))}
        return render(request, "publish/withdraw.html", context)
    for variant, said in actions.withdraw(request.user, row, variants):
        _tell(request, variant, said)
    return redirect("publish:publication", request.house.slug, row.pk)


def _tell(request: HouseRequest, variant: Variant, said: Say | None) -> None:
    if said:
        messages.error(request, f"{variant.channel} : {said.to(get_language() or 'fr')}")
        return
    is_cancelled = variant.delivery.state == State.CANCELLED
    words = _("L’envoi vers %(channel)s est annulé.") if is_cancelled else _("Le retrait de %(channel)s est demandé.")
    messages.success(request, words % {"channel": variant.channel})
