const { BrowserWindow } = require('electron');

new BrowserWindow({ webPreferences: { nodeIntegration: true, contextIsolation: false } }); // expect: code-electron-settings
new BrowserWindow({ webPreferences: { webSecurity: false } }); // expect: code-electron-settings
new BrowserWindow({ webPreferences: { allowRunningInsecureContent: true } }); // expect: code-electron-settings
new BrowserWindow({ webPreferences: { nodeIntegration: false, contextIsolation: true } }); // ok: code-electron-settings
new BrowserWindow({ width: 800 }); // ok: code-electron-settings
