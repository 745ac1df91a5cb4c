"""Files as a browser sends them, and as a page offers them."""

import io
import re

from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from tests.uploads.files import picture

CHAIR = "leader.cs-a11"


def send(client, address, data=None, name="Ảnh cữ gá.jpg", **options):
    """Post a file. The body is made here: the test client would leave a file of its own open."""
    if client.csrf is None:
        client.get("/", follow_redirects=True)
    content = picture() if data is None else data
    form = {"csrf_token": client.csrf, "file": FileStorage(io.BytesIO(content), name)}
    boundary, body = encode_multipart(form)
    options["headers"] = {"Referer": "http://localhost/"}
    kind = f"multipart/form-data; boundary={boundary}"
    return client.post(address, data=body, content_type=kind, **options)


def files_of(page):
    """The addresses of the files a page offers."""
    return re.findall(r'href="(/u/\d+/initiatives/\d+/attachments/\d+)"', page.text)
