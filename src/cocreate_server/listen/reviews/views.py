"""Pages of reviews: figures and list, one review, tags and answers."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from cocreate_server.ground.accounts.access import Visit, member_page
from cocreate_server.ground.accounts.api import Permission
from cocreate_server.ground.core.errors import Conflict, NotFound
from cocreate_server.listen.reviews.figures import figures_of
from cocreate_server.listen.reviews.forms import AnswerForm, ReviewFilterForm, TagForm
from cocreate_server.listen.reviews.pictures import sources_picture, stars_picture, trend_pictures
from cocreate_server.listen.reviews.reading import (
    Read,
    review_get,
    review_list_for,
    review_page,
    sources_of,
    tags_of,
)
from cocreate_server.listen.reviews.services import (
    review_answered,
    review_draft,
    review_unanswered,
    reviews_tag,
    reviews_untag,
)


@require_safe
@member_page(Permission.SEE_RECORDS)
def reviews(visit: Visit) -> HttpResponse:
    """What reviews say together, and each of them."""
    workspace, asked = visit.workspace, visit.request.GET
    tags = tags_of(workspace.pk)
    form = ReviewFilterForm(asked, sources=sources_of(workspace.pk), tags=tags)
    found = review_list_for(workspace.pk, form.wanted(workspace.zone))
    context: dict[str, Any] = {"form": form, "tags": tags, "after": asked.get("after", "")}
    context["list"] = review_page(workspace.pk, found, after=context["after"])
    if not context["after"]:
        figures = figures_of(found, zone=workspace.zone)
        pictures = {"stars": stars_picture(figures), "sources": sources_picture(figures)}
        context |= {"figures": figures, "pictures": pictures, "trends": trend_pictures(figures)}
    return render(visit.request, "reviews/reviews.html", context)


@require_safe
@member_page(Permission.SEE_RECORDS)
def review(visit: Visit, review_id: int) -> HttpResponse:
    """One review, and its answer."""
    return _page(visit, get_review_or_404(visit, review_id), form=None)


@require_POST
@member_page(Permission.ANSWER_REVIEWS)
def tag(visit: Visit) -> HttpResponse:
    """Tag reviews, several at once."""
    form = TagForm(visit.request.POST)
    if not form.is_valid():
        messages.error(visit.request, _("Choose reviews, and give a tag of at most 40 letters."))
        return _back(visit)
    name, ids = form.cleaned_data["name"], form.cleaned_data["reviews"]
    try:
        n = reviews_tag(visit.workspace.pk, ids, name=name, actor=visit.actor)
        said = ngettext("%(n)s review was tagged.", "%(n)s reviews were tagged.", n) % {"n": n}
        messages.success(visit.request, said)
    except Conflict as error:
        messages.error(visit.request, str(error))
    return _back(visit)


@require_POST
@member_page(Permission.ANSWER_REVIEWS)
def untag(visit: Visit, review_id: int, tag_id: int) -> HttpResponse:
    """Take a tag off a review."""
    found = get_review_or_404(visit, review_id)
    reviews_untag(visit.workspace.pk, [found.review.pk], tag_id=tag_id, actor=visit.actor)
    return redirect("review_detail", slug=visit.workspace.slug, review_id=review_id)


@require_POST
@member_page(Permission.ANSWER_REVIEWS)
def answer(visit: Visit, review_id: int) -> HttpResponse:
    """Keep a draft, mark as answered, or take the mark back."""
    found, form = get_review_or_404(visit, review_id), AnswerForm(visit.request.POST)
    if not form.is_valid():
        return _page(visit, found, form=form, status=422)
    deed = visit.request.POST.get("deed")
    if deed == "answered":
        review_answered(found.review, **form.cleaned_data, actor=visit.actor, now=timezone.now())
    elif deed == "unanswered":
        review_unanswered(found.review, actor=visit.actor)
    else:
        review_draft(found.review, form.cleaned_data["draft"])
    messages.success(visit.request, _("Saved."))
    return redirect("review_detail", slug=visit.workspace.slug, review_id=review_id)


def get_review_or_404(visit: Visit, review_id: int) -> Read:
    """A review of the visit's workspace.

    Raises:
        NotFound: There is none of this number.
    """
    found = review_get(visit.workspace.pk, review_id)
    if found is None:
        raise NotFound(_("This review does not exist, or was erased."))
    return found


def _page(visit: Visit, found: Read, *, form: AnswerForm | None, status: int = 200) -> HttpResponse:
    names = tags_of(visit.workspace.pk)
    context = {
        "read": found,
        "tags": names,
        "own_tags": [(number, names[number]) for number in found.review.tags if number in names],
        "form": form or AnswerForm(initial={"draft": found.review.draft}),
    }
    return render(visit.request, "reviews/review.html", context, status=status)


def _back(visit: Visit) -> HttpResponse:
    """To the list as it was filtered."""
    address = reverse("reviews", args=[visit.workspace.slug])
    query = QueryDict(visit.request.POST.get("query", "")[:2000]).urlencode()
    return redirect(f"{address}?{query}" if query else address)
