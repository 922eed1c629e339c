const { ApolloServer } = require('@apollo/server');

new ApolloServer({ debug: true }); // expect: code-debug-on
new ApolloServer({ debug: false }); // ok: code-debug-on
new ApolloServer({ debug: process.env.NODE_ENV === 'development' }); // ok: code-debug-on
