import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { credentialsOf } from "../../plan/installation.ts";
import { deployedObject, environmentOutputsBucket } from "../../plan/names.ts";
import { checkUpgrade } from "../../sourcegraph/upgrade/check.ts";
import { versions } from "../../sourcegraph/versions/index.ts";
import { goodSpecification } from "../support/specification.ts";

const root = join(import.meta.dirname, "..", "..");
const page = readFileSync(join(root, "docs", "sourcegraph.md"), "utf8");

describe("what the pages say", () => {
  it("tells how to go back, where the refusal of an older version says that it does", () => {
    assert.throws(() => checkUpgrade("7.5.4453", "7.4.0", versions), /docs\/sourcegraph\.md tells how/);
    assert.match(page, /^### Going back$/m);
  });

  it("names the record of the version as the program writes it", () => {
    assert.ok(page.includes(`gs://${environmentOutputsBucket("PROJECT")}/${deployedObject}`));
  });

  it("lists the credentials that an installation has", () => {
    const demo = goodSpecification().environments.get("demo")!;
    const rows = [...page.matchAll(/^\| [a-z-]+ \|.*\| `(.+)` \| Secret `(.+)`, key `(.+)` \| `(.+)` \|$/gm)];
    const listed = rows.map(([, id, name, key, variable]) => ({ id, name, key, variable }));
    for (const type of ["kubernetes", "compose"] as const) {
      const credentials = credentialsOf({ ...demo, deployment: { ...demo.deployment, type } });
      const byId = <T extends { id?: string | undefined }>(all: T[]) =>
        all.toSorted((a, b) => (a.id! < b.id! ? -1 : 1));
      assert.deepEqual(byId(listed), byId(credentials), type);
    }
  });
});
