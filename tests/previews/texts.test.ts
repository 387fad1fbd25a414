import assert from "node:assert/strict";
import { commentText } from "../../previews/comment.ts";
import { spentByProject } from "../../previews/spent.ts";
import { remains } from "../../previews/sweep.ts";
import { requestOf } from "../../previews/wishes.ts";

describe("what is said about preview environments", () => {
  it("tells the address, the commit, until when, and the commands", () => {
    const word = { state: "leased", slot: "preview-1", commit: "a".repeat(40), until: "2026-11-24T10:00:00Z" } as const;
    assert.equal(
      commentText(word, { label: "preview", url: "https://preview-1.dev.example.net" }),
      "**Preview environment** `preview-1` runs commit `aaaaaaaaaaaa`.\n\nAddress: https://preview-1.dev.example.net\n" +
        "It ends on 2026-11-24 10:00 UTC unless something happens here before.\n\n" +
        "`/sgdist extend` as the first line of a comment keeps it longer, `/sgdist stop` ends it.",
    );
  });

  it("shows a label as it is written", () => {
    assert.equal(
      commentText({ state: "ended", because: "old" }, { label: "<b>@all" }),
      "**Preview environment**: it ended, as it was as old as it may become. The label &lt;b&gt;&#64;all asks for a new one.",
    );
  });

  it("takes for a command only a first line that is one, word for word", () => {
    assert.deepEqual(
      [
        "/sgdist stop",
        "/sgdist extend \r\nplease",
        "/sgdist stop all",
        " /sgdist stop",
        "`/sgdist stop`",
        "x\n/sgdist stop",
        "/sgdist destroy",
        "",
      ].map(requestOf),
      ["stop", "extend", undefined, undefined, undefined, undefined, undefined, undefined],
    );
  });

  it("rounds up what projects cost, and counts a surplus as nothing", () => {
    const sums = [
      { name: "a", toDate: 1_000_001 },
      { name: "b", toDate: -5 },
      { name: undefined, toDate: 9_000_000 },
    ];
    assert.deepEqual(
      [...spentByProject(sums as never)],
      [
        ["a", 2],
        ["b", 0],
      ],
    );
  });
});

describe("the sweep of a slot", () => {
  const asset = (type: string, name: string, project = "1") => ({
    name: `//x/projects/p/${name}`,
    type,
    ancestors: [`projects/${project}`, "organizations/1"],
    data: {},
  });
  const left = { project: "p", number: "1", applicationResources: 0, environmentIsUp: true };

  it("finds nothing beside the warm parts, and nothing of other projects", () => {
    const assets = [
      asset("compute.googleapis.com/Network", "networks/main"),
      asset("compute.googleapis.com/Subnetwork", "subnetworks/main-us-central1"),
      asset("storage.googleapis.com/Bucket", "p-outputs"),
      asset("compute.googleapis.com/Disk", "disks/data", "2"),
    ];
    assert.deepEqual(remains({ ...left, assets }), []);
  });

  it("names everything else, and stacks that aren't done", () => {
    const assets = [
      asset("compute.googleapis.com/Disk", "disks/data"),
      asset("compute.googleapis.com/Network", "networks/other"),
      asset("storage.googleapis.com/Bucket", "p-deployment"),
    ];
    assert.deepEqual(remains({ ...left, applicationResources: 2, environmentIsUp: false, assets }), [
      "what ran in it is not taken down yet",
      "it has not been brought up without the lease yet",
      "compute Disk data",
      "compute Network other",
      "storage Bucket p-deployment",
    ]);
  });
});
