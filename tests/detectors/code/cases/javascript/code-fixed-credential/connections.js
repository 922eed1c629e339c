const mysql = require('mysql2');
const nodemailer = require('nodemailer');

mysql.createConnection({ host: 'db', password: 'Tr0ub4dor' + '-3x' }); // expect: code-fixed-credential
mysql.createConnection({ host: 'db', password: process.env.DB_PASSWORD }); // ok: code-fixed-credential
nodemailer.createTransport({ auth: { user: 'a', pass: process.env.MAIL_PASSWORD } }); // ok: code-fixed-credential
