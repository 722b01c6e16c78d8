"""What other rooms may use of answering."""

from cocreate_server.listen.answering.models import Response, Via
from cocreate_server.listen.answering.public import public_page
from cocreate_server.listen.answering.tokens import Personal, personal_token

__all__ = ["Personal", "Response", "Via", "personal_token", "public_page"]
