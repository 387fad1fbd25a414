import { generateKeyPairSync, randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { ensureCertificates } from "./certificates.ts";
import { type Access, KubernetesClient } from "./client.ts";
import { type ControlPlaneOptions, type Name, names, programsOf } from "./control-plane-programs.ts";
import { adminKubeconfig, webhookKubeconfig } from "./kubeconfig.ts";
import { freePort } from "./ports.ts";
import { endLeftovers, type Program, RunningProgram, Watchdog } from "./programs.ts";

/** Milliseconds that a control plane may take to answer: a busy machine takes many times as long as an idle one. */
const startLimit = 120_000;
/** How often in a row its API server may end before it counts as broken. */
const failuresLimit = 5;
/** What is kept of a control plane for its next start. */
interface Kept {
  port: number;
  /** The token of whoever runs the cluster. */
  token: string;
}

/** A Kubernetes control plane of its own, with nodes that don't run anything: the processes of one cluster. */
export class ControlPlane {
  readonly access: Access;
  readonly client: KubernetesClient;
  readonly #running = new Map<Name, RunningProgram>();
  readonly #watchdog = new Watchdog();

  private constructor(access: Access) {
    this.access = access;
    this.client = new KubernetesClient(access);
  }

  /** Starts a control plane, with what its folder holds from before. Returns when it answers. */
  static async start(options: ControlPlaneOptions): Promise<ControlPlane> {
    const { folder, certificates } = options;
    await endLeftovers(folder, [...names]);
    const logs = join(folder, "logs");
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    // Those of the run before are kept, those before it not.
    rmSync(`${logs}.before`, { recursive: true, force: true });
    if (existsSync(logs)) renameSync(logs, `${logs}.before`);
    mkdirSync(logs);
    const kept = await keep(join(folder, "cluster.json"));
    const { authority } = ensureCertificates(certificates);
    const plane = new ControlPlane({
      endpoint: `127.0.0.1:${kept.port}`,
      certificateAuthority: readFileSync(authority, "utf8"),
      token: kept.token,
    });
    writeFiles(options, plane.access);
    const programs = programsOf(options, kept.port);
    try {
      for (const name of ["etcd", "kube-apiserver"] as const) plane.#run(name, programs[name]);
      await plane.#answers(folder);
      for (const name of names) if (!plane.#running.has(name)) plane.#run(name, programs[name]);
    } catch (error) {
      await plane.stop();
      throw error;
    }
    return plane;
  }

  /** The process that runs a program now; undefined between two. */
  pid(name: Name): number | undefined {
    return this.#running.get(name)?.pid;
  }

  /** Lets kwok read its stages anew. */
  restartStages(): void {
    this.#running.get("kwok")?.restart();
  }

  /** Ends its processes. What it holds stays in its folder. */
  async stop(): Promise<void> {
    this.client.close();
    // Those that only talk to it first, so that nothing is lost that they were told.
    for (const name of names.toReversed()) await this.#running.get(name)?.end();
    await this.#watchdog.end();
  }

  #run(name: Name, program: Program): void {
    const tell = () => {
      const pids = [...this.#running.values()].map(({ pid }) => pid);
      this.#watchdog.watch(pids.filter((pid) => pid !== undefined));
    };
    this.#running.set(name, new RunningProgram(program, tell));
    tell();
  }

  async #answers(folder: string): Promise<void> {
    let last: unknown;
    for (const start = Date.now(); Date.now() - start < startLimit; await sleep(25)) {
      try {
        await this.client.get("/readyz");
        return;
      } catch (error) {
        last = error;
      }
      if (this.#running.get("kube-apiserver")!.failures > failuresLimit) break;
    }
    const log = join(folder, "logs", "kube-apiserver.log");
    const end = readFileSync(log, "utf8").trim().split("\n").slice(-5).join("\n");
    throw new Error(
      `The local Kubernetes in ${folder} did not start: ${(last as Error).message}. The end of ${log}:\n${end}`,
    );
  }
}

async function keep(path: string): Promise<Kept> {
  const before = existsSync(path) ? (JSON.parse(readFileSync(path, "utf8")) as Kept) : undefined;
  const kept = { port: await freePort(before?.port), token: before?.token ?? randomBytes(24).toString("base64url") };
  // Renamed into place: what is there is whole.
  writeFileSync(`${path}.new`, JSON.stringify(kept), { mode: 0o600 });
  renameSync(`${path}.new`, path);
  return kept;
}

function writeFiles({ folder, tokenReviews }: ControlPlaneOptions, access: Access): void {
  const secret = { mode: 0o600 };
  writeFileSync(join(folder, "tokens.csv"), `${access.token},system:local,system:local,"system:masters"\n`, secret);
  writeFileSync(join(folder, "kubeconfig"), adminKubeconfig(access), secret);
  if (tokenReviews) writeFileSync(join(folder, "token-reviews"), webhookKubeconfig(tokenReviews), secret);
  const key = join(folder, "service-accounts.key");
  if (existsSync(key)) return;
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  writeFileSync(`${key}.new`, privateKey.export({ type: "sec1", format: "pem" }), secret);
  renameSync(`${key}.new`, key);
}
