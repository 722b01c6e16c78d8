"""What programs may ask about accounts."""

from django.http import HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from cocreate_server.ground.accounts.access import Call, key_call


@require_safe
@key_call()
def workspace(call: Call) -> HttpResponse:
    """Whose key this is and what it opens."""
    return JsonResponse(
        {"name": call.workspace.name, "slug": call.workspace.slug, "scopes": list(call.scopes)}
    )
