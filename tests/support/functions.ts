import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FunctionHost } from "../../local/google/apis/cloudfunctions/function-host.ts";
import { keepJobs } from "../../local/google/apis/cloudscheduler/attempts.ts";
import { keepFunctions } from "../../local/google/apis/run/front.ts";
import { bytesOf } from "../../local/providers/gcp/core/assets.ts";
import { TestCloud } from "./cloud.ts";

export const functionsProject = "functions-1";
export const place = `projects/${functionsProject}/locations/us-central1`;
export const accountOf = (id: string) => `${id}@${functionsProject}.iam.gserviceaccount.com`;

const apis = ["artifactregistry", "cloudbuild", "cloudfunctions", "cloudscheduler", "eventarc", "iam", "pubsub", "run"];

/** A function for tests: it tells what it was called with, dies when it is asked to, and fails when it is asked to. */
export const fixture = (version = "1"): string => `
const { cloudEvent, http } = require("@google-cloud/functions-framework");
const { appendFileSync } = require("node:fs");

const note = (entry) => appendFileSync(process.env.NOTES, JSON.stringify({ version: "${version}", pid: process.pid, ...entry }) + "\\n");

cloudEvent("budgetMessage", (event) => {
  const text = Buffer.from(event.data.message.data ?? "", "base64").toString();
  note({ id: event.id, type: event.type, source: event.source, text, token: process.env.GOOGLE_OAUTH_ACCESS_TOKEN });
  if (text === "die") process.kill(process.pid, "SIGKILL");
  if (text === "fail") throw new Error("told to fail");
});

http("guard", (request, response) => {
  note({ job: request.get("x-cloudscheduler-jobname"), time: request.get("x-cloudscheduler-scheduletime") });
  response.json({ service: process.env.K_SERVICE, config: process.env.SPENDING_CONFIG });
});
`;

const archiveSignature = "0def7320c3a5731c473e5ecbe6d01bc7";

/** A ZIP file of texts by path. */
export function zipOf(files: Record<string, string>): Buffer {
  const assets = Object.fromEntries(Object.entries(files).map(([path, text]) => [path, { text }]));
  return bytesOf({ "4dabf18193072939515e22adb298388d": archiveSignature, assets });
}

/** What a function is deployed from. */
export const sourceOf = (code: string): Buffer =>
  zipOf({ "index.js": code, "package.json": JSON.stringify({ main: "index.js" }) });

/** A local cloud that runs functions, with a project for them. */
export class FunctionsCloud {
  readonly directory = mkdtempSync(join(tmpdir(), "sgdist-functions-"));
  readonly notes = join(this.directory, "notes");
  cloud!: TestCloud;
  host!: FunctionHost;

  readonly #tokens = new Map<string, string>();

  /** The token of an account's functions, which stays the same. */
  tokenOf(email: string): string {
    const token = this.#tokens.get(email) ?? this.cloud.tokenFor(`serviceAccount:${email}`);
    this.#tokens.set(email, token);
    return token;
  }

  async start(): Promise<void> {
    this.cloud = await TestCloud.start();
    this.host = new FunctionHost({
      directory: join(this.directory, "functions"),
      clients: async (account) => ({ GOOGLE_OAUTH_ACCESS_TOKEN: this.tokenOf(account) }),
    });
    keepFunctions(this.cloud.cloud, this.host);
    keepJobs(this.cloud.cloud);
    await this.cloud.project(functionsProject, apis);
    for (const accountId of ["builder", "controller", "caller", "trigger"]) {
      const at = `/v1/projects/${functionsProject}/serviceAccounts`;
      await this.cloud.send("iam", "POST", at, { accountId });
    }
    await this.cloud.send("pubsub", "PUT", `/v1/projects/${functionsProject}/topics/budgets`, {});
    await this.cloud.send("storage", "POST", `/storage/v1/b?project=${functionsProject}`, {
      name: "functions-1-source",
    });
    await this.grant("cloudresourcemanager", `/v3/projects/${functionsProject}`, [
      ["roles/cloudbuild.builds.builder", "builder"],
    ]);
  }

  async stop(): Promise<void> {
    await this.cloud.cloud.work.idle();
    this.cloud.cloud.work.stop();
    await this.host.stopAll();
    await this.cloud.stop();
    rmSync(this.directory, { recursive: true, force: true });
  }

  /** Gives roles to accounts of the project. */
  grant(api: string, path: string, roles: [role: string, account: string][]) {
    const bindings = roles.map(([role, account]) => ({ role, members: [`serviceAccount:${accountOf(account)}`] }));
    return this.cloud.send(api, "POST", `${path}:setIamPolicy`, { policy: { bindings } });
  }

  /** Uploads what a function is to be deployed from. */
  async upload(name: string, code: string): Promise<void> {
    const { environment } = this.cloud;
    const base = environment.CLOUDSDK_API_ENDPOINT_OVERRIDES_STORAGE;
    await fetch(`${base}upload/storage/v1/b/functions-1-source/o?uploadType=media&name=${name}`, {
      method: "POST",
      headers: { authorization: `Bearer ${environment.GOOGLE_OAUTH_ACCESS_TOKEN}`, "content-type": "application/zip" },
      body: new Uint8Array(sourceOf(code)),
    });
  }

  /** A function as it is asked for. `more`: members of the service's configuration. */
  asked(entryPoint: string, object: string, more: object = {}) {
    return {
      buildConfig: {
        runtime: "nodejs24",
        entryPoint,
        serviceAccount: `projects/${functionsProject}/serviceAccounts/${accountOf("builder")}`,
        source: { storageSource: { bucket: "functions-1-source", object } },
      },
      serviceConfig: {
        serviceAccountEmail: accountOf("controller"),
        environmentVariables: { NOTES: this.notes, SPENDING_CONFIG: "{}" },
        ...more,
      },
    };
  }

  /** Deploys a function and returns the end of its operation. */
  async deploy(name: string, asked: object, method: "POST" | "PATCH" = "POST") {
    const path = method === "POST" ? `/v2/${place}/functions?functionId=${name}` : `/v2/${place}/functions/${name}`;
    const begun = await this.cloud.send("cloudfunctions", method, path, asked as never);
    if (begun.status !== 200) return begun;
    return this.cloud.finish("cloudfunctions", `/v2/${begun.body.name}`);
  }

  /** What the functions noted, oldest first. */
  // biome-ignore lint/suspicious/noExplicitAny: tests look into notes of every shape
  get noted(): any[] {
    try {
      const lines = readFileSync(this.notes, "utf8").trim().split("\n");
      return lines.filter(Boolean).map((line) => JSON.parse(line));
    } catch {
      return [];
    }
  }
}
