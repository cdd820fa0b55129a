// Many chat clients in one process: all join, some say numbered messages one after another, and all check that every
// message comes to them, in order per sender. Prints what was seen as JSON.
//
//     node crowd.js PORT CLIENTS SENDERS MESSAGES
import { connect } from "node:net";

const [port, clients, senders, messages] = process.argv.slice(2).map(Number);
/** Who connect at the same time: a Python server listens with a short queue. */
const AT_ONCE = 20;
/** When nothing more comes for so long, no more will, ms. */
const SILENCE = 30_000;
const SAID = /c(\d+): <(\d+)>/g;

class Client {
  constructor(number) {
    this.number = number;
    this.welcomed = false;
    this.text = "";
    /** Of each sender, the message that must come next. */
    this.next = new Uint32Array(senders);
    this.received = 0;
    this.wrong = 0;
    this.socket = connect(port, "127.0.0.1").setNoDelay(true);
    this.joined = new Promise((resolve, reject) => {
      this.socket.on("error", reject);
      this.socket.on("data", (bytes) => {
        this.read(bytes.toString("latin1"), resolve);
      });
    });
  }

  read(piece, joined) {
    lastRead = performance.now();
    if (!this.welcomed) {
      this.text += piece;
      if (this.number !== null && this.text !== "") this.socket.write(`c${this.number}`);
      this.number = null;
      if (!this.text.includes("{quit}")) return;
      this.welcomed = true;
      this.text = "";
      joined();
      return;
    }
    const all = this.text + piece;
    let end = 0;
    for (const found of all.matchAll(SAID)) {
      end = found.index + found[0].length;
      this.check(Number(found[1]), Number(found[2]));
    }
    this.text = all.slice(Math.max(end, all.length - 40));
  }

  check(sender, message) {
    if (message !== this.next[sender]) this.wrong++;
    this.next[sender] = message + 1;
    this.received++;
    if (everybody[sender] === this) this.say(sender);
  }

  say(sender) {
    if (this.next[sender] < messages) this.socket.write(`<${this.next[sender]}>`);
  }
}

let lastRead = performance.now();
const everybody = [];
while (everybody.length < clients) {
  const some = Array.from({ length: Math.min(AT_ONCE, clients - everybody.length) }, (_, n) => {
    return new Client(everybody.length + n);
  });
  everybody.push(...some);
  await Promise.all(some.map((client) => client.joined));
}
// Till all have been told of all.
while (performance.now() - lastRead < 1000) await new Promise((resolve) => setTimeout(resolve, 100));
console.log("joined");

const expected = clients * senders * messages;
const begun = performance.now();
for (let sender = 0; sender < senders; sender++) everybody[sender].say(sender);
const received = () => everybody.reduce((sum, client) => sum + client.received, 0);
while (received() < expected && performance.now() - lastRead < SILENCE) {
  await new Promise((resolve) => setTimeout(resolve, 20));
}
const seconds = (lastRead - begun) / 1000;
const wrong = everybody.reduce((sum, client) => sum + client.wrong, 0);
console.log(JSON.stringify({ seconds, expected, received: received(), wrong }));
for (const { socket } of everybody) socket.destroy();
