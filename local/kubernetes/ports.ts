import { createServer } from "node:net";

/** Whether nobody listens on a port of this machine. */
const isFree = (port: number): Promise<boolean> => claim(port).then(Boolean, () => false);

function claim(port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => {
      const { port: claimed } = server.address() as { port: number };
      server.close(() => resolve(claimed));
    });
  });
}

/** The port that is preferred if it is free, else any that is. */
export const freePort = async (preferred?: number): Promise<number> =>
  preferred && (await isFree(preferred)) ? preferred : claim(0);
