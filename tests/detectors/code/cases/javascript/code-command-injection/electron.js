const { ipcMain } = require('electron');
const { exec } = require('child_process');

ipcMain.handle('list', async (event, folder) => {
  exec('ls ' + folder); // expect: code-command-injection
  exec('ls ' + event.frameId); // ok: code-command-injection
});
