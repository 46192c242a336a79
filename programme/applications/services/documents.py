"""Uploading and removing the documents of a draft."""

from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from programme.accounts.models import User
from programme.calls.models import RequiredDocument
from programme.core.clock import db_now
from programme.core.errors import Incomplete
from programme.core.events import record_event
from programme.core.uploads import Checked, digest, kind_of, shown_name, store

from ..models import Application, Attachment
from .drafts import open_draft


def check_upload(document: RequiredDocument, upload: UploadedFile) -> Checked:
    """Judge an upload by its content and size.

    Raises Incomplete on the field "document_<key>".
    """

    def refuse(problem: str) -> Incomplete:
        return Incomplete(problem, {f"document_{document.key}": problem}, code="upload")

    size = upload.size or 0
    if size == 0:
        raise refuse(_("The file is empty."))
    if size > document.max_bytes:
        raise refuse(_("The file is larger than %(limit)s.") % {"limit": filesizeformat(document.max_bytes)})
    kind = kind_of(upload)
    if kind is None or kind not in document.kinds:
        raise refuse(
            _("The content of this file is not one of the accepted kinds: %(kinds)s.")
            % {"kinds": ", ".join(kind.upper() for kind in document.kinds)}
        )
    return Checked(kind=kind, size=size, sha256=digest(upload))


def attach_document(
    *, application: Application, document: RequiredDocument, upload: UploadedFile, by: User
) -> Attachment:
    """Store a document of the draft under its hash, replacing the earlier one.

    The file's own name is only kept to be shown. Raises NotAllowed, WrongState, Incomplete.
    """
    checked = check_upload(document, upload)
    with open_draft(application, by) as draft:
        draft.attachments.filter(document=document, removed_at=None).update(removed_at=db_now())
        attachment = Attachment.objects.create(
            application=draft,
            document=document,
            name=shown_name(upload, document.key),
            kind=checked.kind,
            size=checked.size,
            sha256=checked.sha256,
        )
        store(upload, attachment.sha256)
        record_event(
            draft, "applications.attach", by=by, data={"document": document.key, "sha256": checked.sha256}
        )
    return attachment


def remove_attachment(*, attachment: Attachment, by: User) -> None:
    """Take a document out of the draft; the file stays while a submitted version refers to it."""
    with open_draft(attachment.application, by) as draft:
        draft.attachments.filter(pk=attachment.pk, removed_at=None).update(removed_at=db_now())
        record_event(draft, "applications.remove_attachment", by=by, data={"sha256": attachment.sha256})
