"""Public reviews."""

from django.apps import AppConfig


class ReviewsConfig(AppConfig):
    """Reviews and what was done about them."""

    name = "cocreate_server.listen.reviews"
    label = "reviews"
