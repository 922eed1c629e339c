from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware
from flask import Flask
from flask_cors import CORS, cross_origin

app = FastAPI()
app.add_middleware(CORSMiddleware, allow_origins=["*"], allow_credentials=True)  # expect: code-cors-any-origin
app.add_middleware(CORSMiddleware, allow_origin_regex=".*", allow_credentials=True)  # expect: code-cors-any-origin
flask_app = Flask(__name__)
CORS(flask_app, supports_credentials=True)  # expect: code-cors-any-origin
CORS(flask_app, origins="*", supports_credentials=True)  # expect: code-cors-any-origin


@flask_app.route("/open")
@cross_origin(origins="*")  # ok: code-cors-any-origin
def open_data():
    return {}


app.add_middleware(CORSMiddleware, allow_origins=["*"])  # ok: code-cors-any-origin
app.add_middleware(CORSMiddleware, allow_origins=["https://shop.example.org"], allow_credentials=True)  # ok: code-cors-any-origin
CORS(flask_app, origins=["https://shop.example.org"], supports_credentials=True)  # ok: code-cors-any-origin
CORS(flask_app)  # ok: code-cors-any-origin
