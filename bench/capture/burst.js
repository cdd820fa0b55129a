/** Sends bytes over one connection on the loopback as fast as both ends can: node burst.js PORT BYTES. Prints the seconds. */
import { connect, createServer } from "node:net";

const [port, total] = process.argv.slice(2).map(Number);
const chunk = Buffer.alloc(2 ** 20, "burst");
const server = createServer((socket) => {
  let left = total;
  const more = () => {
    while (left > 0) {
      const size = Math.min(left, chunk.length);
      left -= size;
      if (!socket.write(chunk.subarray(0, size))) {
        socket.once("drain", more);
        return;
      }
    }
    socket.end();
  };
  more();
});
server.listen(port, "127.0.0.1", () => {
  const begun = performance.now();
  connect(port, "127.0.0.1")
    .resume()
    .on("end", () => {
      console.log(((performance.now() - begun) / 1000).toFixed(3));
      server.close();
    });
});
