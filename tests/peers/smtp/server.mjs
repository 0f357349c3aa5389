// A mail server on loopback for tests. Usage: node server.mjs [port]
// Tells on each line of its output, as JSON, where it listens and what it accepted; its input says, a word a line,
// how it behaves from then on: «take», «drop» (accepts a message and hangs up before it answers), «refuse» (550).
import readline from 'node:readline';
import { SMTPServer } from 'smtp-server';

let mode = 'take';
const tell = (what) => process.stdout.write(`${JSON.stringify(what)}\n`);

const server = new SMTPServer({
  authOptional: true,
  disabledCommands: ['STARTTLS', 'AUTH'],
  disableReverseLookup: true,
  onRcptTo(address, session, done) {
    if (mode !== 'refuse') return done();
    const refusal = new Error('5.1.1 No such mailbox here');
    refusal.responseCode = 550;
    return done(refusal);
  },
  onData(stream, session, done) {
    const pieces = [];
    stream.on('data', (piece) => pieces.push(piece));
    stream.on('end', () => {
      const { mailFrom, rcptTo } = session.envelope;
      tell({
        from: mailFrom.address,
        to: rcptTo.map((recipient) => recipient.address),
        message: Buffer.concat(pieces).toString('latin1'),
      });
      if (mode !== 'drop') return done();
      for (const connection of server.connections) {
        if (connection.id === session.id) connection._socket.destroy();
      }
    });
  },
});
server.on('error', (error) => process.stderr.write(`${error}\n`));
server.listen(Number(process.argv[2] ?? 0), '127.0.0.1', () =>
  tell({ port: server.server.address().port }),
);
readline.createInterface({ input: process.stdin }).on('line', (word) => {
  mode = word;
  tell({ mode });
});
