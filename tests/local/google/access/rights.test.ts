import assert from "node:assert/strict";
import type { Use } from "../../../../local/google/access/access.ts";
import { rightsOf, unneeded } from "../../../../local/google/access/rights.ts";

const member = "serviceAccount:robot@p.iam.gserviceaccount.com";
const grant = (role: string, on = "//p") => ({ role, on, member });
const roles = (role: string) => new Set(role === "roles/wide" ? ["a.b.get", "a.b.set", "a.b.list"] : ["a.b.get"]);

describe("local Google: rights held against what was done", () => {
  const given = [grant("roles/wide"), grant("roles/narrow"), grant("roles/idle")];
  const uses: Use[] = [
    { permission: "a.b.get", grants: [grant("roles/wide"), grant("roles/narrow")] },
    { permission: "a.b.set", grants: [grant("roles/wide")] },
  ];

  it("tell what each role was used for, and what nothing else would have given", () => {
    const { rights, missing } = rightsOf(member, given, uses, roles);
    assert.deepEqual(
      rights.map(({ role, used, needed, size }) => [role, used, needed, size]),
      [
        ["roles/wide", ["a.b.get", "a.b.set"], ["a.b.set"], 3],
        ["roles/narrow", ["a.b.get"], [], 1],
        ["roles/idle", [], [], 1],
      ],
    );
    assert.deepEqual(missing, []);
  });

  it("tell apart where a role was given", () => {
    const places = [grant("roles/wide", "//p"), grant("roles/wide", "//q")];
    const { rights } = rightsOf(member, places, [{ permission: "a.b.set", grants: [places[1]!] }], roles);
    assert.deepEqual(
      rights.map(({ on, used }) => [on, used]),
      [
        ["//p", []],
        ["//q", ["a.b.set"]],
      ],
    );
  });

  it("tell what would be missing without a role, and what then would be needed", () => {
    const { rights, missing } = rightsOf(member, given, uses, roles, ["roles/wide"]);
    assert.deepEqual(missing, ["a.b.set"]);
    assert.deepEqual(
      rights.map(({ role, needed }) => [role, needed]),
      [
        ["roles/narrow", ["a.b.get"]],
        ["roles/idle", []],
      ],
    );
  });

  it("tell which permissions of a role could go", () => {
    assert.deepEqual(unneeded("roles/wide", ["a.b.get", "a.b.set", "a.b.list"], uses), ["a.b.get", "a.b.list"]);
    assert.deepEqual(unneeded("roles/wide", ["a.b.set"], [{ permission: "a.b.set", grants: [] }]), ["a.b.set"]);
  });
});
