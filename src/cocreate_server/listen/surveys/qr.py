"""QR codes of a survey's address."""

import io

import segno
from django.http import HttpResponse
from django.utils.translation import gettext as _

from cocreate_server.ground.core.errors import NotFound
from cocreate_server.listen.surveys.sharing import Share

TYPES = {"svg": "image/svg+xml", "png": "image/png"}
BORDER = 4
DOTS = {"svg": 8, "png": 12}


def qr_response(share: Share, form: str) -> HttpResponse:
    """The code as a picture, svg or png, to be kept as a file or shown."""
    if form not in TYPES:
        raise NotFound(_("The page does not exist, or it is not yours to see."))
    picture = io.BytesIO()
    segno.make(share.qr, error="m", micro=False).save(picture, kind=form, scale=DOTS[form], border=BORDER)
    response = HttpResponse(picture.getvalue(), content_type=TYPES[form])
    response["Content-Disposition"] = f'inline; filename="survey.{form}"'
    return response
