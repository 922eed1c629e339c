const express = require('express');

const app = express();
app.use('/things', require('./routes/things'));
require('./routes/late')(app);
app.listen(8000);
