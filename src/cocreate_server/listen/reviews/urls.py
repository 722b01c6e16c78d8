"""Addresses of reviews, below a workspace's."""

from django.urls import path

from cocreate_server.listen.reviews import views

urlpatterns = [
    path("", views.reviews, name="reviews"),
    path("tag", views.tag, name="review_tag"),
    path("<int:review_id>", views.review, name="review_detail"),
    path("<int:review_id>/answer", views.answer, name="review_answer"),
    path("<int:review_id>/untag/<int:tag_id>", views.untag, name="review_untag"),
]
