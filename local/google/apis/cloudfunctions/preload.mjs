import { Server } from "node:http";
import { Server as NetServer } from "node:net";

// Loaded before the functions framework in the process of a function: whatever port it is told to listen on, it listens
// on a free one of this machine alone, and tells which.

/** @type {(this: Server, port: unknown, listening?: () => void) => Server} */
function listen(_port, listening) {
  this.once("listening", () => {
    const address = this.address();
    if (address && typeof address === "object") process.send?.({ port: address.port });
  });
  NetServer.prototype.listen.call(this, { port: 0, host: "127.0.0.1" }, listening);
  return this;
}

Server.prototype.listen = /** @type {typeof Server.prototype.listen} */ (listen);

// The cloud is gone, however it ended.
process.on("disconnect", () => process.exit());
