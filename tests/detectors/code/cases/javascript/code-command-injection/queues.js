const amqp = require('amqplib');
const { Kafka } = require('kafkajs');
const { Worker } = require('bullmq');
const { exec } = require('child_process');

async function consume() {
  const connection = await amqp.connect('amqp://localhost');
  const channel = await connection.createChannel();
  channel.consume('things', (message) => {
    exec('ls ' + message.content.toString()); // expect: code-command-injection
  });
}

const consumer = new Kafka({}).consumer({ groupId: 'things' });
consumer.run({
  eachMessage: async ({ message }) => {
    exec('ls ' + message.value.toString()); // expect: code-command-injection
  },
});

new Worker('things', async (job) => {
  exec('ls ' + job.data.folder); // expect: code-command-injection
  exec('ls ' + Number(job.data.depth)); // ok: code-command-injection
});

consume();
