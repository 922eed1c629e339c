const http = require('http');
const net = require('net');

const server = http.createServer();

function refuse(socket, headers) {
  const lines = ['HTTP/1.1 404 Not Found'];
  for (const [name, value] of Object.entries(headers)) {
    lines.push(`${name}: ${value}`);
  }
  socket.write(lines.join('\r\n') + '\r\n\r\n'); // expect: code-header-injection
}

server.on('upgrade', (req, socket) => {
  const room = new URL(req.url, 'http://x').searchParams.get('room');
  refuse(socket, { 'X-Room': room });
  socket.write(`HTTP/1.1 404 Not Found\r\nX-Room: ${room}\r\n\r\n`); // expect: code-header-injection
  socket.write(`HTTP/1.1 404 Not Found\r\nX-Room: ${encodeURIComponent(room)}\r\n\r\n`); // ok: code-header-injection
  socket.write('HTTP/1.1 404 Not Found\r\n\r\n'); // ok: code-header-injection
});

net.createServer((socket) => socket.on('data', (data) => socket.write(`you said ${data}`))); // ok: code-header-injection
