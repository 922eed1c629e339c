const { exec } = require('child_process');

exports.handler = async (event) => {
  exec('ls ' + event.queryStringParameters.folder); // expect: code-command-injection
};

exports.tidy = async (folder) => {
  exec('ls ' + folder); // ok: code-command-injection
};
