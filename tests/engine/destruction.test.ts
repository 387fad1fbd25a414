import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { checkDestruction } from "../../engine/operations.ts";
import { Workspace } from "../../engine/workspace.ts";
import { UserError } from "../../spec/problem.ts";
import { previewSpecification } from "../support/previews.ts";
import { goodSpecification } from "../support/specification.ts";

describe("what is to be destroyed", () => {
  let root: string;
  let workspace: Workspace;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "sgdist-destruction-"));
    const environment = { PULUMI_BACKEND_URL: pathToFileURL(root).href, PULUMI_CONFIG_PASSPHRASE: "test" };
    workspace = new Workspace(root, goodSpecification(), root, environment);
  });
  afterEach(() => rmSync(root, { recursive: true }));

  /** Writes the state of a stack that holds a thing. */
  function hold(stack: string, protect = false): void {
    const folder = join(root, ".pulumi", "stacks", "sourcegraph-distribution");
    mkdirSync(folder, { recursive: true });
    const type = "gcp:compute/disk:Disk";
    const resources = [
      { urn: `urn:pulumi:${stack}::p::pulumi:pulumi:Stack::p-${stack}`, type: "pulumi:pulumi:Stack" },
      { urn: `urn:pulumi:${stack}::p::${type}::data`, type, custom: true, protect },
    ];
    writeFileSync(join(folder, `${stack}.json`), JSON.stringify({ checkpoint: { latest: { resources } } }));
  }

  const check = (...names: string[]) =>
    checkDestruction(
      workspace,
      workspace.stacks.filter(({ name }) => names.includes(name)),
    );

  /** The message that it is refused with. */
  async function refusal(...names: string[]): Promise<string> {
    let message = "";
    await assert.rejects(check(...names), (error: Error) => {
      message = error.message;
      return error instanceof UserError;
    });
    return message;
  }

  it("may go when nothing needs it", async () => {
    for (const stack of ["bootstrap", "organization", "env-demo", "app-demo"]) hold(stack);
    await check("app-demo");
    await check("env-demo", "app-demo");
  });

  it("is refused for a vacant slot alone whose application still has something, and not for what runs in it", async () => {
    const environment = { PULUMI_BACKEND_URL: pathToFileURL(root).href, PULUMI_CONFIG_PASSPHRASE: "test" };
    workspace = new Workspace(root, previewSpecification(), root, environment);
    for (const stack of ["env-preview-1", "app-preview-1"]) hold(stack);
    await check("app-preview-1");
    assert.match(await refusal("env-preview-1"), /^What is in app-preview-1 needs what would go/);
  });

  it("may go alone when what would run in it was never up", async () => {
    hold("env-demo");
    await check("env-demo");
  });

  it("is refused while something runs in it that isn't named, with the command that takes both", async () => {
    hold("env-demo");
    hold("app-demo");
    const message = await refusal("env-demo");
    assert.match(message, /^What is in app-demo needs what would go, so nothing was destroyed\./);
    assert.match(message, /`sgdist destroy env-demo app-demo`/);
  });

  it("is refused when part of it is protected, before what runs in it has gone", async () => {
    hold("env-live", true);
    hold("app-live");
    const message = await refusal("env-live", "app-live");
    assert.match(
      message,
      /^The stack env-live holds what is protected, so nothing was destroyed:\n {2}gcp:.*Disk data\n/,
    );
    assert.ok(
      message.endsWith(
        "`sgdist env retire live`, then `sgdist up env-live app-live`, then `sgdist destroy env-live app-live`.",
      ),
      message,
    );
  });

  it("names no stack that isn't up in the way to take what is protected down", async () => {
    hold("env-live", true);
    assert.match(await refusal("env-live"), /then `sgdist up env-live`, then `sgdist destroy env-live`\.$/);
  });

  it("is unprotected by hand when all share it", async () => {
    hold("organization", true);
    assert.match(await refusal("organization"), /`pulumi state unprotect --all -s organization`/);
  });
});
