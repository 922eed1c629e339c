import smtplib
from email.message import EmailMessage

from flask import Flask, request

app = Flask(__name__)


@app.post("/contact")
def contact():
    subject = request.form["subject"]
    text = "From: shop@example.com\nSubject: " + subject + "\n\nHello"
    with smtplib.SMTP("localhost") as server:
        server.sendmail("shop@example.com", "us@example.com", text)  # expect: code-header-injection
        server.sendmail("shop@example.com", "us@example.com", "Subject: new\n\nHello")  # ok: code-header-injection
        message = EmailMessage()
        message["Subject"] = subject
        server.send_message(message)  # ok: code-header-injection
    return {}
