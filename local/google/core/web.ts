/** Answers a request to a host of the cloud's own. */
type Serve = (request: Request) => Promise<Response>;

const loopback = /^(127\.\d+\.\d+\.\d+|localhost|\[::1\])$/;

/**
 * Where requests go that the cloud itself sends, such as pushed messages: to what it runs under names of Google's
 * ("guard-x-uc.a.run.app"), and to this machine. Nothing else is reached: a stand-in sends nothing to strangers.
 */
export class Web {
  readonly #own: { host: RegExp; serve: Serve }[] = [];

  /** Says who answers for hosts. */
  host(host: RegExp, serve: Serve): void {
    this.#own.push({ host, serve });
  }

  /** Whether what is behind a URL is run by the cloud. */
  isOwn(url: string): boolean {
    const { hostname } = new URL(url);
    return this.#own.some(({ host }) => host.test(hostname));
  }

  /** Whether requests to a URL go anywhere. */
  reaches(url: string): boolean {
    const { hostname } = new URL(url);
    return loopback.test(hostname) || this.isOwn(url);
  }

  /** Sends a request. Rejects when nobody answers. */
  fetch(request: Request): Promise<Response> {
    const { hostname } = new URL(request.url);
    const own = this.#own.find(({ host }) => host.test(hostname));
    if (own) return own.serve(request);
    if (loopback.test(hostname)) return fetch(request);
    return Promise.reject(new Error(`${hostname} can't be reached from the local cloud`));
  }
}
