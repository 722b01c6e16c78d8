"""Mail kept in a folder of the home: what an install without SMTP does on purpose, not by mistake."""

from django.core.mail.backends.filebased import EmailBackend


class FolderBackend(EmailBackend):
    """Writes each mail to a file, for whoever runs the install to hand over."""
