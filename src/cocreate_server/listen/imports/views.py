"""Pages of imports: the list, one import from received to done, its rejects."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cocreate_files import FileError
from cocreate_server.ground.accounts.access import Visit, member_page
from cocreate_server.ground.accounts.api import Permission
from cocreate_server.ground.core.errors import NotFound
from cocreate_server.ground.core.paging import page_of
from cocreate_server.ground.core.parts import asks_for_part
from cocreate_server.listen.imports.forms import FileForm
from cocreate_server.listen.imports.mending import rejected_csv
from cocreate_server.listen.imports.models import Import
from cocreate_server.listen.imports.pages import ImportPage
from cocreate_server.listen.imports.services import (
    import_cancel,
    import_confirm,
    import_map,
    import_receive,
    import_undo,
)
from cocreate_server.listen.imports.words import error_words


@require_http_methods(["GET", "HEAD", "POST"])
@member_page(Permission.BRING_IN_FILES)
def imports(visit: Visit) -> HttpResponse:
    """All imports, and a place to drop a file."""
    form = FileForm(visit.request.POST or None, visit.request.FILES or None)
    if form.is_valid():
        return _receive(visit, form, mends=None)
    found = page_of(Import.objects.filter(workspace=visit.workspace), visit.request.GET.get("page"))
    status = 422 if form.errors else 200
    return render(visit.request, "imports/imports.html", {"form": form, "list": found}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@member_page(Permission.BRING_IN_FILES)
def import_detail(visit: Visit, import_id: int) -> HttpResponse:
    """One import: its mapping while it waits, its progress while it comes in, its result once it is done."""
    job = get_import_or_404(visit, import_id)
    page = ImportPage.of(job, visit.request.POST if visit.request.method == "POST" else None)
    if page.form.is_bound and page.form.is_valid():
        try:
            reviews = page.form.cleaned_data["holds_reviews"]
            import_map(job, page.form.corrected(), holds_reviews=reviews, actor=visit.actor)
        except FileError as error:
            page.form.add_error(None, error_words(error))
        else:
            if "confirm" in visit.request.POST:
                import_confirm(job, actor=visit.actor)
            return redirect("import_detail", slug=visit.workspace.slug, import_id=job.pk)
    part = asks_for_part(visit.request, "progress")
    return render(visit.request, "imports/progress.html" if part else "imports/import.html", {"page": page})


@require_POST
@member_page(Permission.BRING_IN_FILES)
def import_cancel_page(visit: Visit, import_id: int) -> HttpResponse:
    """Cancel."""
    import_cancel(get_import_or_404(visit, import_id), actor=visit.actor)
    return redirect("import_detail", slug=visit.workspace.slug, import_id=import_id)


@require_POST
@member_page(Permission.BRING_IN_FILES)
def import_undo_page(visit: Visit, import_id: int) -> HttpResponse:
    """Undo."""
    import_undo(get_import_or_404(visit, import_id), actor=visit.actor, now=timezone.now())
    return redirect("import_detail", slug=visit.workspace.slug, import_id=import_id)


@require_safe
@member_page(Permission.BRING_IN_FILES)
def import_rejects(visit: Visit, import_id: int) -> HttpResponseBase:
    """The rejected rows as a file."""
    job = get_import_or_404(visit, import_id)
    response = StreamingHttpResponse(rejected_csv(job), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="rejected-{job.pk}.csv"'
    return response


@require_POST
@member_page(Permission.BRING_IN_FILES)
def import_mend(visit: Visit, import_id: int) -> HttpResponse:
    """Bring mended rows in: a file whose columns mean what they meant."""
    job = get_import_or_404(visit, import_id)
    form = FileForm(visit.request.POST, visit.request.FILES)
    if form.is_valid():
        return _receive(visit, form, mends=job)
    return render(
        visit.request,
        "imports/import.html",
        {"page": ImportPage.of(job, None), "mend_form": form},
        status=422,
    )


def get_import_or_404(visit: Visit, import_id: int) -> Import:
    """One import of the workspace."""
    job = Import.objects.select_related("batch").filter(workspace=visit.workspace, pk=import_id).first()
    if job is None:
        raise NotFound(_("There is no such import."))
    return job


def _receive(visit: Visit, form: FileForm, *, mends: Import | None) -> HttpResponse:
    file = form.cleaned_data["file"]
    try:
        job = import_receive(
            visit.workspace, name=file.name, blocks=file.chunks(), actor=visit.actor,
            layout=form.cleaned_data["layout"] or "auto", mends=mends,
        )  # fmt: skip
    except FileError as error:
        messages.error(visit.request, error_words(error))
        return redirect("imports", slug=visit.workspace.slug)
    return redirect("import_detail", slug=visit.workspace.slug, import_id=job.pk)
