const { exec } = require('child_process');
const { Server } = require('socket.io');
const WebSocket = require('ws');

const io = new Server(3000);
io.on('connection', (socket) => {
  socket.on('list', (message) => {
    exec('ls ' + message.folder); // expect: code-command-injection
    exec('ls ' + socket.id); // ok: code-command-injection
  });
});

const server = new WebSocket.Server({ port: 3001 });
server.on('connection', (socket, request) => {
  exec('ls ' + request.headers['x-name']); // expect: code-command-injection
  socket.on('message', (message) => {
    exec('ls ' + message); // expect: code-command-injection
  });
  socket.on('close', (code) => {
    exec('ls ' + code); // ok: code-command-injection
  });
});
