import socketserver

from fastapi import FastAPI, WebSocket

app = FastAPI()


class Shell(socketserver.StreamRequestHandler):
    def handle(self):
        line = self.rfile.readline().decode()
        exec(line)  # expect: code-injection
        exec("print('ready')")  # ok: code-injection


@app.websocket("/console")
async def console(socket: WebSocket):
    await socket.accept()
    while True:
        text = await socket.receive_text()
        if text == "quit":
            exec(text)  # ok: code-injection
        await socket.send_text(str(eval(text)))  # expect: code-injection
