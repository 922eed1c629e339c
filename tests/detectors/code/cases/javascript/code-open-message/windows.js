function tell(frame, token, size) {
  window.parent.postMessage({ token }, '*'); // expect: code-open-message
  parent.postMessage(token, '*'); // expect: code-open-message
  parent.postMessage(token, 'https://shop.example.org'); // ok: code-open-message
  parent.postMessage('ready', '*'); // ok: code-open-message
}

function later(token) {
  window.postMessage(token, '*'); // ok: code-open-message
}

function show(frame, token) {
  frame.contentWindow.postMessage({ token }, '*'); // expect: code-open-message
  frame.contentWindow.postMessage({ token }, 'https://shop.example.org'); // ok: code-open-message
}
