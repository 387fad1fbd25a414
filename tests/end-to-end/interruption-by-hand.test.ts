import assert from "node:assert/strict";
import { googleClient } from "../../google/client.ts";
import { findExisting } from "../../google/existing/index.ts";
import { isAlive } from "../../system/processes.mjs";
import { enginePid, until } from "../support/processes.ts";
import { TestProject } from "../support/project.ts";

/** The moments at which the engine is killed: while this method is being answered. */
const moments = [
  ["cloudresourcemanager", "projects.create", "gcp:organizations/project:Project"],
  ["billingbudgets", "billingAccounts.budgets.create", "gcp:billing/budget:Budget"],
] as const;

interface Pending {
  type: string;
  resource: { urn: string; type: string; parent: string; inputs: Record<string, unknown> };
}

describe("the plain pulumi, killed in the middle of an update", () => {
  for (const [api, method, type] of moments) {
    it(`is taken up by hand after ${method}, with nothing but pulumi`, async () => {
      const project = new TestProject();
      const pulumi = async (...args: string[]) => {
        const ran = await project.pulumi([...args, "--stack", "env-demo", "--non-interactive"]);
        assert.equal(ran.code, 0, ran.stdout + ran.stderr);
        return ran.stdout;
      };
      try {
        await project.sgdist(["local", "up"]);
        assert.equal((await project.sgdist(["up", "bootstrap", "organization"])).code, 0);
        await project.pulumi(["stack", "init", "env-demo", "--non-interactive"]);
        const cloud = await project.cloud();
        const fault = await cloud.addFault({ api, method, delay: 4000, times: 1 });
        const run = await project.startPulumi(["up", "--yes", "--skip-preview", "--stack", "env-demo"]);
        await until(`a call of ${method}`, async () =>
          (await cloud.status()).faults.some(({ id, struck }) => id === fault.id && struck > 0),
        );
        const engine = enginePid(project, "env-demo")!;
        process.kill(engine, "SIGKILL");
        await run.ended;
        await until("the engine to end", () => !isAlive(engine));
        await cloud.clearFaults();

        await pulumi("cancel", "--yes");
        const { deployment } = JSON.parse(await pulumi("stack", "export"));
        const pending = (deployment.pending_operations as Pending[]).filter((each) => each.type === "creating");
        assert.ok(pending.some(({ resource }) => resource.type === type));
        const google = googleClient(await project.json(["local", "env"]));
        for (const { resource } of pending) {
          const there = await findExisting(google, resource.type, resource.inputs);
          if (!there) continue;
          const name = resource.urn.split("::").at(-1)!;
          const parent = ["--parent", `parent=${resource.parent}`, "--protect=false"];
          await pulumi("import", resource.type, name, there.id, ...parent, "--generate-code=false", "--yes");
        }
        project.write("state.json", await pulumi("stack", "export"));
        await pulumi("stack", "import", "--file", "state.json");
        await pulumi("up", "--yes", "--skip-preview");
        await pulumi("preview", "--expect-no-changes");

        const path = "/v1/billingAccounts/01C0DE-5EED00-CAFE42/budgets?pageSize=1000";
        const { budgets } = await project.ask("billingbudgets", path);
        const own = budgets.filter(({ displayName }: { displayName: string }) => displayName.includes("tst-demo-d9hc"));
        assert.equal(own.length, 1);
      } finally {
        await project.remove();
      }
    });
  }
});
