import assert from "node:assert/strict";
import { newId, takenIds } from "../../bootstrap/new-id.ts";
import { edited } from "../../spec/edit.ts";
import { parseSpecification } from "../../spec/load.ts";
import { goodFiles, today } from "../support/specification.ts";

const first = () => 0;

describe("a project ID that is taken", () => {
  it("is told by what the engine says of that project, and of no other", () => {
    const real =
      "Project seed: error creating project tst-seed-k7m2: googleapi: Error 409: Requested entity already exists, alreadyExists";
    const local =
      "Project keys: POST cloudresourcemanager.googleapis.com/v3/projects: 409 Requested entity already exists";
    assert.deepEqual(takenIds([real, local]), ["seed", "keys"]);
    assert.deepEqual(takenIds(["Project seed: 403 The caller does not have permission"]), []);
    assert.deepEqual(takenIds(["Folder common: 409 alreadyExists", "Bucket keys: 409 conflict"]), []);
  });

  it("gets another in its place, and is given up in the ledger; nothing else changes", () => {
    const files = new Map(goodFiles());
    const commented = files.get("organization.yaml")!.replace(/( {2}keys: .*)/, "  # Don't lose this.\n$1 # nor this");
    files.set("organization.yaml", commented);
    const { key, from, to, edits } = newId(files, "keys", today, first);
    assert.deepEqual([key, from, to], ["keys", "tst-keys-w4xr", "tst-keys-bbbb"]);
    assert.equal(edits.get("organization.yaml"), commented.replace("tst-keys-w4xr", "tst-keys-bbbb"));
    const { organization, ledger } = parseSpecification(edited(files, edits), today);
    assert.equal(organization.projects.keys.id, "tst-keys-bbbb");
    assert.deepEqual(ledger["tst-keys-bbbb"], { for: "shared/keys", since: today });
    assert.equal(ledger["tst-keys-w4xr"]!.retired, today);
  });

  it("isn't replaced by one that the ledger has", () => {
    const files = new Map(goodFiles());
    files.set(
      "ledger.yaml",
      `${files.get("ledger.yaml")}tst-keys-bbbb: { for: shared/keys, since: "${today}", retired: "${today}" }\n`,
    );
    let asked = 0;
    const { to } = newId(files, "keys", today, () => (asked++ < 4 ? 0 : 1));
    assert.equal(to, "tst-keys-cccc");
  });
});
