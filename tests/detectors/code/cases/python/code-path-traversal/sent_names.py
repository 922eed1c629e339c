import cgi
import email
import os

from werkzeug.http import parse_options_header


def fetched(response, folder):
    name = "page"
    disposition = response.headers.get("content-disposition")
    if disposition:
        _, params = cgi.parse_header(disposition)
        name = params.get("filename") or name
    with open(os.path.join(folder, name), "wb") as file:  # expect: code-path-traversal
        file.write(response.content)


def fetched_again(response, folder):
    _, params = parse_options_header(response.headers["content-disposition"])
    return open(os.path.join(folder, params["filename"]), "wb")  # expect: code-path-traversal


def attachments(message, folder):
    for part in message.walk():
        name = part.get_filename()
        if name:
            with open(os.path.join(folder, name), "wb") as file:  # expect: code-path-traversal
                file.write(part.get_payload(decode=True))


def attachments_well(text, folder):
    for part in email.message_from_string(text).walk():
        name = os.path.basename(part.get_filename())
        with open(os.path.join(folder, name), "wb") as file:  # ok: code-path-traversal
            file.write(part.get_payload(decode=True))
