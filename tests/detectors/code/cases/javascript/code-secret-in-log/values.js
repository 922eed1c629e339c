const winston = require('winston');

const logger = winston.createLogger();

function login(user, password, token) {
  console.log('login', password); // expect: code-secret-in-log
  logger.info(`password ${password}`); // expect: code-secret-in-log
  logger.debug(user.accessToken); // expect: code-secret-in-log
  logger.info('login', user.name); // ok: code-secret-in-log
  console.log('the password is wrong'); // ok: code-secret-in-log
  return token;
}

module.exports = login;
