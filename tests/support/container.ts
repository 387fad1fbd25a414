import assert from "node:assert/strict";
import type { Document } from "../../local/google/core/store.ts";
import type { Answer, TestCloud } from "./cloud.ts";

/** A project's Kubernetes Engine in one location, with its operations waited for. */
export class ContainerProject {
  readonly base: string;
  /** Relative names of what is in the location begin with it. */
  readonly path: string;
  readonly #cloud: TestCloud;

  constructor(cloud: TestCloud, project: string, location: string, version = "v1beta1") {
    this.#cloud = cloud;
    this.path = `projects/${project}/locations/${location}`;
    this.base = `/${version}/${this.path}`;
  }

  /** Sends a request; `at` is below the location: "clusters/c". */
  send(method: string, at: string, body?: Document): Promise<Answer> {
    return this.#cloud.send("container", method, `${this.base}/${at}`, body);
  }

  // biome-ignore lint/suspicious/noExplicitAny: tests look into replies of every shape
  async get(at: string): Promise<any> {
    return (await this.send("GET", at)).body;
  }

  /** Sends a change and returns its operation when that is finished, however it ended. */
  async finish(method: string, at: string, body?: Document): Promise<Document> {
    const started = await this.send(method, at, body);
    assert.equal(started.status, 200, `${method} ${at}: ${JSON.stringify(started.body)}`);
    return this.finished(started.body.name);
  }

  /** An operation when it is finished. */
  async finished(operation: string): Promise<Document> {
    await this.#cloud.cloud.work.idle();
    return (await this.#cloud.finish("container", `${this.base}/operations/${operation}`)).body;
  }

  /** Carries out a change, which must end well. Returns the type of its operation. */
  async change(method: string, at: string, body?: Document): Promise<string> {
    const { error, operationType } = await this.finish(method, at, body);
    assert.equal(error, undefined);
    return String(operationType);
  }

  /** Makes a cluster with one node. */
  create(name: string, more: Document = {}): Promise<string> {
    return this.change("POST", "clusters", { cluster: { name, initialNodeCount: 1, ...more } });
  }

  /** The HTTP status, the status and the message of a refusal. */
  async refusal(method: string, at: string, body?: Document): Promise<[number, string, string]> {
    const { status, body: answer } = await this.send(method, at, body);
    return [status, answer.error?.status, answer.error?.message];
  }
}
