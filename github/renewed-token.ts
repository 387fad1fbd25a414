import type { TokenSource } from "./token.ts";

interface Sent {
  headers: Record<string, unknown>;
}

/** The part of Octokit's request that is in use. */
interface Send {
  (options: Sent): Promise<unknown>;
  endpoint: { merge(route: unknown, parameters: unknown): Sent };
}

/**
 * How Octokit signs every call with a token that comes to its end: each time that something is sent it is asked for, also
 * when it is sent again after a pause. A token that GitHub doesn't take any more is replaced once.
 */
export const renewedToken = (token: TokenSource) => () => {
  const hook = async (send: Send, route: unknown, parameters: unknown): Promise<unknown> => {
    const options = send.endpoint.merge(route, parameters);
    const signed = async (by: string) => {
      options.headers.authorization = `token ${by}`;
      return send(options);
    };
    const first = await token();
    try {
      return await signed(first);
    } catch (error) {
      if ((error as { status?: number }).status !== 401) throw error;
      return signed(await token(first));
    }
  };
  return Object.assign(async () => ({ type: "token" }), { hook });
};
