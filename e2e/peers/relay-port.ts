/**
 * `node relay-port.ts SOCKET PORT`, inside a network of its own: what comes to the socket file goes to the port on loopback there.
 * Files are the same in every network, so that a server with fixed ports is reached from outside without a link between the two.
 */
import { connect, createServer, type Socket } from "node:net";

const [socketFile = "", port = ""] = process.argv.slice(2);
createServer((outside: Socket) => {
  const inside = connect(Number(port), "127.0.0.1");
  outside.pipe(inside).pipe(outside);
  const hangUp = () => {
    outside.destroy();
    inside.destroy();
  };
  outside.on("error", hangUp);
  inside.on("error", hangUp);
}).listen(socketFile);
