const express = require('express');
const clean = require('express-mongo-sanitize');
const users = require('./controllers/users');

const app = express();
app.use(express.json());
app.use('/early', require('./routes/early'));
app.use(clean({ replaceWith: '_' }));
app.use('/users', require('./routes/users'));
app.post('/both', users.both);
app.listen(3000);
