import assert from "node:assert/strict";
import { type GoogleClient, GoogleError } from "../../google/client.ts";
import type { ResourceAsset } from "../../google/inventory/types.ts";
import { commentText } from "../../previews/comment.ts";
import { leftoverOf, takeAway } from "../../previews/leftovers.ts";
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
  const labels = { "managed-by": "sourcegraph-distribution", "environment-name": "preview-1" };
  const asset = (type: string, path: string, more: { project?: string; labels?: object } = {}): ResourceAsset => ({
    name: `//${type.split("/")[0]}/projects/tst-p/${path}`,
    type,
    ancestors: [`projects/${more.project ?? "1"}`, "organizations/1"],
    data: { ...(more.labels && { labels: more.labels }) },
  });
  const project = asset("cloudresourcemanager.googleapis.com/Project", "", { labels });
  const left = { slot: "preview-1", project: "tst-p", number: "1", applicationResources: 0, settled: true };
  const disk = "compute.googleapis.com/Disk";

  it("finds nothing beside the warm parts, and nothing of other projects", () => {
    const assets = [
      project,
      asset("compute.googleapis.com/Network", "global/networks/main"),
      asset("compute.googleapis.com/Subnetwork", "regions/us-central1/subnetworks/main-us-central1"),
      asset("storage.googleapis.com/Bucket", "tst-p-outputs"),
      asset(disk, "zones/us-central1-a/disks/data", { project: "2", labels }),
    ];
    assert.deepEqual(remains({ ...left, assets }), { words: [], leftovers: [] });
  });

  it("names everything else, and stacks that aren't done; what those may hold is theirs to delete", () => {
    const assets = [
      project,
      asset(disk, "zones/us-central1-a/disks/data", { labels }),
      asset("compute.googleapis.com/Network", "global/networks/other"),
      asset("storage.googleapis.com/Bucket", "tst-p-deployment"),
    ];
    assert.deepEqual(remains({ ...left, applicationResources: 2, settled: false, assets }), {
      words: [
        "what ran in it is not taken down yet",
        "it has not been brought up without the lease yet",
        "compute Disk data",
        "compute Network other",
        "storage Bucket tst-p-deployment",
      ],
      leftovers: [],
    });
    for (const more of [{ applicationResources: 1 }, { settled: false }]) {
      assert.deepEqual(remains({ ...left, ...more, assets }).leftovers, []);
    }
  });

  it("deletes what this program made for that slot, of types that it may delete, and nothing else", () => {
    const others = [
      asset(disk, "zones/us-central1-a/disks/by-hand"),
      asset(disk, "zones/us-central1-a/disks/of-another", { labels: { ...labels, "environment-name": "preview-2" } }),
      asset("storage.googleapis.com/Bucket", "tst-p-deployment", { labels }),
      asset("compute.googleapis.com/ForwardingRule", "regions/us-central1/forwardingRules/x", { labels }),
      // Of a name that would lead elsewhere.
      asset(disk, "zones/us-central1-a/disks/../../../../global/networks/main", { labels }),
      { ...asset(disk, "", { labels }), name: "//compute.googleapis.com/projects/other/zones/a/disks/data" },
    ];
    const own = [
      asset(disk, "zones/us-central1-a/disks/data", { labels }),
      asset("compute.googleapis.com/Instance", "zones/us-central1-a/instances/sourcegraph", { labels }),
      asset("compute.googleapis.com/Snapshot", "global/snapshots/data-1", { labels }),
      asset("compute.googleapis.com/Address", "regions/us-central1/addresses/web", { labels }),
      {
        ...asset("secretmanager.googleapis.com/Secret", "", { labels }),
        name: "//secretmanager.googleapis.com/projects/1/secrets/frontend",
      },
    ];
    const { words, leftovers } = remains({ ...left, assets: [project, ...others, ...own] });
    assert.equal(words.length, others.length + own.length);
    assert.deepEqual(
      leftovers.map(({ host, path }) => `${host.split(".")[0]} ${path}`),
      [
        "compute /compute/v1/projects/tst-p/regions/us-central1/addresses/web",
        "compute /compute/v1/projects/tst-p/zones/us-central1-a/disks/data",
        "compute /compute/v1/projects/tst-p/zones/us-central1-a/instances/sourcegraph",
        "compute /compute/v1/projects/tst-p/global/snapshots/data-1",
        "secretmanager /v1/projects/1/secrets/frontend",
      ],
    );
    // In a project whose labels say that it is somebody else's, nothing is deleted.
    for (const wrong of [{}, { ...labels, "managed-by": "hand" }]) {
      const foreign = asset("cloudresourcemanager.googleapis.com/Project", "", { labels: wrong });
      assert.deepEqual(remains({ ...left, assets: [foreign, ...own] }).leftovers, []);
    }
    assert.deepEqual(remains({ ...left, assets: own }).leftovers, []);
    // A cluster may still need any of it.
    const cluster = asset("container.googleapis.com/Cluster", "locations/us-central1/clusters/main", { labels });
    assert.deepEqual(remains({ ...left, assets: [project, cluster, ...own] }).leftovers, []);
  });

  it("deletes the disks of volumes that a cluster left, by what its driver wrote there", () => {
    const by = { "kubernetes.io/created-for/pv/name": "pvc-1", "storage.gke.io/created-by": "pd.csi.storage.gke.io" };
    const volume = (name: string, description: string): ResourceAsset => ({
      ...asset(disk, `zones/us-central1-a/disks/${name}`),
      data: { name, description },
    });
    const assets = [
      project,
      volume("pvc-1", JSON.stringify(by)),
      volume("other", JSON.stringify(by)),
      volume("pvc-2", JSON.stringify({ ...by, "storage.gke.io/created-by": "me" })),
      volume("pvc-3", "null"),
      volume("pvc-4", "by hand"),
    ];
    const { words, leftovers } = remains({ ...left, assets });
    assert.equal(words.length, 5);
    assert.deepEqual(
      leftovers.map(({ what }) => what),
      ["compute Disk pvc-1"],
    );
  });

  it("looks at it once more before it deletes it", async () => {
    const leftover = leftoverOf(asset(disk, "zones/a/disks/data", { labels }), "preview-1", {
      id: "tst-p",
      number: "1",
    });
    const sent: string[] = [];
    const take = (item: object | undefined) => {
      sent.length = 0;
      const request: GoogleClient["request"] = async (_, path, options) => {
        sent.push(options?.method ?? "GET");
        if (!item) throw new GoogleError(path, 404, "notFound", "not there");
        return item as never;
      };
      return takeAway({ request }, leftover!);
    };
    assert.deepEqual(await take({ labels }), { state: "deleted" });
    assert.deepEqual(sent, ["GET", "DELETE"]);
    assert.deepEqual(await take(undefined), { state: "gone" });
    const kept: [object, string][] = [
      [{ labels, users: ["instances/x"] }, "something uses it"],
      [{ labels, deletionProtection: true }, "it is protected against deletion"],
      [{ labels: {} }, "its labels say by now that it is something else"],
    ];
    for (const [item, why] of kept) {
      assert.deepEqual(await take(item), { state: "kept", why });
      assert.deepEqual(sent, ["GET"]);
    }
    const refused: GoogleClient["request"] = async (_, path) => {
      throw new GoogleError(path, 403, "forbidden", "no");
    };
    await assert.rejects(takeAway({ request: refused }, leftover!), /403/);
  });
});
