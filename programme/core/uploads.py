"""What may be uploaded: the kind is told by the content, never by the name.

Signatures by hand because the libraries tried take HWP and HWPX for generic containers
(docs/decisions/0005-uploads.md).
"""

import hashlib
import zipfile
from dataclasses import dataclass
from pathlib import PurePath

from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse
from PIL import Image, UnidentifiedImageError

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP = b"PK\x03\x04"
ZIP_KINDS = {"xl/workbook.xml": "xlsx", "word/document.xml": "docx"}
IMAGE_KINDS = {"PNG": "png", "JPEG": "jpg"}
ALLOWED = ("pdf", "hwp", "hwpx", "docx", "xlsx", "zip", "png", "jpg")


@dataclass(frozen=True)
class Checked:
    """An upload whose kind, size (bytes) and SHA-256 are known."""

    kind: str
    size: int
    sha256: str


def kind_of(upload: UploadedFile) -> str | None:
    """One of ALLOWED, or None when the content is none of them."""
    upload.seek(0)
    head = upload.read(4096)
    upload.seek(0)
    if head.startswith(b"%PDF-"):
        return "pdf"
    if head.startswith(OLE):
        # An OLE container's directory names the stream "FileHeader" in UTF-16; its first bytes
        # say "HWP Document File". Other OLE files (old Word, Excel) are not accepted.
        content = upload.read()
        upload.seek(0)
        return "hwp" if b"HWP Document File" in content else None
    if head.startswith(ZIP):
        return _kind_of_zip(upload)
    try:
        with Image.open(upload, formats=list(IMAGE_KINDS)) as image:
            image.verify()
            return IMAGE_KINDS.get(image.format or "")
    except (UnidentifiedImageError, OSError, SyntaxError, Image.DecompressionBombError):
        return None
    finally:
        upload.seek(0)


def _kind_of_zip(upload: UploadedFile) -> str | None:
    try:
        with zipfile.ZipFile(upload) as archive:
            names = set(archive.namelist())
            if "mimetype" in names and archive.getinfo("mimetype").file_size < 100:
                stated = archive.read("mimetype").strip()
                return "hwpx" if stated == b"application/hwp+zip" else None
            plain = "zip" if names else None
            return next((kind for name, kind in ZIP_KINDS.items() if name in names), plain)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError):
        return None
    finally:
        upload.seek(0)


def digest(upload: UploadedFile) -> str:
    """SHA-256 of the content, in hexadecimal."""
    hasher = hashlib.sha256()
    upload.seek(0)
    for chunk in upload.chunks():
        hasher.update(chunk)
    upload.seek(0)
    return hasher.hexdigest()


def shown_name(upload: UploadedFile, otherwise: str) -> str:
    """The file's own name, without folders and short enough to keep; it is only ever shown."""
    return PurePath(upload.name or otherwise).name[-200:]


def storage_path(sha256: str) -> str:
    """Where a file of this content lies: the same bytes are stored once."""
    return f"{sha256[:2]}/{sha256}"


def store(upload: UploadedFile, sha256: str) -> None:
    """Keep the content under its hash; a transaction rolled back leaves only an orphan."""
    path = storage_path(sha256)
    if not default_storage.exists(path):
        default_storage.save(path, upload)


def download(sha256: str, name: str) -> FileResponse:
    """A stored file as a download, whatever it is: nothing uploaded is opened in the browser."""
    response = FileResponse(default_storage.open(storage_path(sha256)), as_attachment=True, filename=name)
    response["Content-Type"] = "application/octet-stream"
    response["X-Content-Type-Options"] = "nosniff"
    return response
