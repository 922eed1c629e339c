import os
import subprocess

import azure.functions as func
import dash
import gradio as gr
import graphene
import streamlit as st
import strawberry
from channels.generic.websocket import WebsocketConsumer
from langchain_core.tools import tool
from mcp.server.fastmcp import FastMCP
from ninja import NinjaAPI
from telegram import Update

mcp = FastMCP("files")
api = NinjaAPI()
app = dash.Dash()


class Query(graphene.ObjectType):
    def resolve_user(self, info, name):
        os.system("id " + name)  # expect: code-command-injection

    def resolve_users(self, info):
        os.system("id " + info.field_name)  # ok: code-command-injection


class Rename(graphene.Mutation):
    def mutate(self, info, name):
        os.system("id " + name)  # expect: code-command-injection


@strawberry.type
class Person:
    @strawberry.field
    def groups(self, name: str) -> str:
        return os.popen("id " + name).read()  # expect: code-command-injection


@mcp.tool()
def listed(folder: str) -> str:
    return subprocess.check_output("ls " + folder, shell=True)  # expect: code-command-injection


@mcp.tool()
def listed_well(folder: str) -> str:
    return subprocess.check_output(["ls", "--", folder])  # ok: code-command-injection


@tool
def counted(folder: str) -> str:
    """Count files."""
    return subprocess.check_output("ls " + folder, shell=True)  # expect: code-command-injection


def shown(folder):
    os.system("ls " + folder)  # expect: code-command-injection


gr.Interface(fn=shown, inputs="text")


def page():
    os.system("ls " + st.text_input("folder"))  # expect: code-command-injection


@api.get("/files")
def files(request, folder: str):
    os.system("ls " + folder)  # expect: code-command-injection


@app.callback()
def chosen(folder):
    os.system("ls " + folder)  # expect: code-command-injection


class Chat(WebsocketConsumer):
    def receive(self, text_data):
        os.system(text_data)  # expect: code-command-injection


def main(req: func.HttpRequest):
    os.system("ls " + req.params.get("folder"))  # expect: code-command-injection


def handler(update: Update, context):
    os.system(update.message.text)  # expect: code-command-injection
