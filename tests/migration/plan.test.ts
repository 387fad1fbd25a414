import assert from "node:assert/strict";
import fc from "fast-check";
import { parse } from "shell-quote";
import type { PolicyAsset, ResourceAsset } from "../../google/inventory/types.ts";
import { kinds, partsOfOthers } from "../../migration/kinds/index.ts";
import { type Found, migrationPlan } from "../../migration/plan.ts";
import { quote } from "../../migration/shell.ts";
import { type Moved, stages } from "../../migration/types.ts";

const ancestors = ["projects/123", "organizations/1"];
const asset = (type: string, path: string, data: Record<string, unknown> = {}): ResourceAsset => ({
  type,
  name: `//${type.split("/")[0]}/${path}`,
  ancestors,
  data,
});

const plan = (resources: ResourceAsset[], policies: PolicyAsset[] = [], more: Partial<Found> = {}) =>
  migrationPlan({ source: { id: "old-ci", number: "123" }, target: "new-ci-r8fd", resources, policies, ...more });

const commands = ({ actions }: Moved): string[] => actions.flatMap((action) => ("run" in action ? [action.run] : []));
const only = (...args: Parameters<typeof plan>): Moved => {
  const { moved } = plan(...args);
  assert.equal(moved.length, 1, JSON.stringify(moved));
  return moved[0]!;
};

describe("the plan of a migration", () => {
  it("copies a secret from one command to the next, so that its value is never an argument", () => {
    const secret = only([asset("secretmanager.googleapis.com/Secret", "projects/123/secrets/npm-token")]);
    assert.deepEqual(commands(secret), [
      "gcloud secrets create npm-token --project=new-ci-r8fd --replication-policy=automatic",
      "gcloud secrets versions access latest --secret=npm-token --project=old-ci '--format=get(payload.data)' | tr _- /+ | base64 --decode | gcloud secrets versions add npm-token --data-file=- --project=new-ci-r8fd",
    ]);
    assert.deepEqual([secret.way, secret.stage, secret.downtime], ["copy", "what others need", "none"]);
  });

  it("copies a secret that is kept in one region into the same", () => {
    const secret = only([
      asset("secretmanager.googleapis.com/Secret", "projects/123/locations/europe-west1/secrets/s"),
    ]);
    const there = "--project=new-ci-r8fd --location=europe-west1";
    assert.deepEqual(commands(secret), [
      `gcloud secrets create s ${there}`,
      "gcloud secrets versions access latest --secret=s --project=old-ci --location=europe-west1 " +
        `'--format=get(payload.data)' | tr _- /+ | base64 --decode | gcloud secrets versions add s --data-file=- ${there}`,
    ]);
  });

  it("gives a bucket another name, since its own is taken in the whole world", () => {
    const names = ["old-ci-logs", "artifacts", `${"x".repeat(54)}-y`].map((name) => {
      const [create] = commands(only([asset("storage.googleapis.com/Bucket", name, { location: "US-CENTRAL1" })]));
      return create!.split(" ")[4];
    });
    assert.deepEqual(names.slice(0, 2), ["gs://new-ci-r8fd-logs", "gs://new-ci-r8fd-artifacts"]);
    assert.match(names[2]!, /^gs:\/\/new-ci-r8fd-x{42}-[0-9a-f]{8}$/);
  });

  it("lists what a bucket and a secret are set to, and lets their accounts read the copies once these are there", () => {
    const email = "agent@old-ci.iam.gserviceaccount.com";
    const on = (name: string): PolicyAsset => ({
      name,
      type: "x",
      ancestors,
      bindings: [{ role: "roles/r", members: [`serviceAccount:${email}`] }],
    });
    const replicas = [{ location: "europe-west1" }, { location: "europe-west4" }];
    const resources = [
      asset("iam.googleapis.com/ServiceAccount", "projects/old-ci/serviceAccounts/1177", { email }),
      asset("storage.googleapis.com/Bucket", "old-ci-logs", {
        location: "EU",
        lifecycle: { rule: [{}] },
        versioning: { enabled: false },
        labels: {},
      }),
      asset("secretmanager.googleapis.com/Secret", "projects/123/secrets/s", {
        replication: { userManaged: { replicas } },
      }),
    ];
    const [account, secret, bucket] = plan(
      resources,
      resources.slice(1).map(({ name }) => on(name)),
    ).moved;
    const to = "--member=serviceAccount:agent@new-ci-r8fd.iam.gserviceaccount.com --role=roles/r";
    assert.deepEqual(commands(account!), ["gcloud iam service-accounts create agent --project=new-ci-r8fd"]);
    assert.deepEqual(
      [commands(secret!)[0], commands(secret!)[2]],
      [
        "gcloud secrets create s --project=new-ci-r8fd --replication-policy=user-managed --locations=europe-west1,europe-west4",
        `gcloud secrets add-iam-policy-binding s --project=new-ci-r8fd ${to}`,
      ],
    );
    assert.deepEqual(bucket!.actions.slice(1, 3), [
      { do: "Set gs://new-ci-r8fd-logs to what the old one has: lifecycle rules." },
      { run: `gcloud storage buckets add-iam-policy-binding gs://new-ci-r8fd-logs ${to}` },
    ]);
  });

  it("gives no role for good that was given under a condition", () => {
    const email = "agent@old-ci.iam.gserviceaccount.com";
    const condition = 'request.time < timestamp("2027-01-01T00:00:00Z")';
    const account = only(
      [asset("iam.googleapis.com/ServiceAccount", "projects/old-ci/serviceAccounts/1177", { email })],
      [
        {
          name: "//cloudresourcemanager.googleapis.com/projects/987",
          type: "x",
          ancestors,
          bindings: [{ role: "roles/b", members: [`serviceAccount:${email}`], condition }],
        },
      ],
    );
    assert.deepEqual(account.actions.slice(1), [
      {
        do:
          "Give serviceAccount:agent@new-ci-r8fd.iam.gserviceaccount.com the role roles/b on " +
          `//cloudresourcemanager.googleapis.com/projects/987, under the condition ${condition}`,
      },
    ]);
  });

  it("gives the account that takes another's place each of its roles, wherever they are", () => {
    const email = "agent@old-ci.iam.gserviceaccount.com";
    const grant = (name: string, role: string): PolicyAsset => ({
      name,
      type: "x",
      ancestors,
      bindings: [{ role, members: ["user:ada@example.com", `serviceAccount:${email}`] }],
    });
    const resources = [
      asset("iam.googleapis.com/ServiceAccount", "projects/old-ci/serviceAccounts/1177", { email }),
      asset("storage.googleapis.com/Bucket", "old-ci-logs"),
    ];
    const policies = [
      grant("//cloudresourcemanager.googleapis.com/projects/123", "roles/a"),
      grant("//cloudresourcemanager.googleapis.com/projects/987", "roles/b"),
      grant("//cloudresourcemanager.googleapis.com/folders/55", "roles/c"),
      grant("//cloudresourcemanager.googleapis.com/organizations/1", "roles/d"),
      grant("//storage.googleapis.com/old-ci-logs", "roles/e"),
      grant("//storage.googleapis.com/elsewhere", "roles/f"),
      grant("//secretmanager.googleapis.com/projects/987/secrets/s", "roles/g"),
      grant("//pubsub.googleapis.com/projects/987/topics/t", "roles/h"),
    ];
    const [account] = plan(resources, policies).moved;
    const to = "--member=serviceAccount:agent@new-ci-r8fd.iam.gserviceaccount.com --role=roles";
    assert.equal(account!.name, email);
    assert.deepEqual(
      account!.actions.map((action) => ("run" in action ? action.run : action.do)),
      [
        "gcloud iam service-accounts create agent --project=new-ci-r8fd",
        `gcloud projects add-iam-policy-binding new-ci-r8fd ${to}/a --condition=None`,
        `gcloud projects add-iam-policy-binding 987 ${to}/b --condition=None`,
        `gcloud resource-manager folders add-iam-policy-binding 55 ${to}/c --condition=None`,
        `gcloud organizations add-iam-policy-binding 1 ${to}/d --condition=None`,
        `gcloud storage buckets add-iam-policy-binding gs://elsewhere ${to}/f`,
        `gcloud secrets add-iam-policy-binding s --project=987 ${to}/g`,
        "Give serviceAccount:agent@new-ci-r8fd.iam.gserviceaccount.com the role roles/h on " +
          "//pubsub.googleapis.com/projects/987/topics/t, if that stays or has moved.",
      ],
    );
  });

  it("makes none of Google's own accounts, and no key", () => {
    const account = (email: string) =>
      asset("iam.googleapis.com/ServiceAccount", `projects/old-ci/serviceAccounts/${email}`, { email });
    assert.deepEqual(
      plan([account("123-compute@developer.gserviceaccount.com"), account("old-ci@appspot.gserviceaccount.com")]).moved,
      [],
    );
    const path = "projects/old-ci/serviceAccounts/agent@old-ci.iam.gserviceaccount.com/keys";
    const key = (id: string, keyType: string) =>
      asset("iam.googleapis.com/ServiceAccountKey", `${path}/${id}`, { keyType });
    const left = only([key("a1", "USER_MANAGED"), key("b2", "SYSTEM_MANAGED")]);
    assert.deepEqual([left.way, left.name], ["leave", "a1"]);
    assert.deepEqual(commands(left), [
      "gcloud iam service-accounts keys disable a1 --iam-account=agent@old-ci.iam.gserviceaccount.com",
    ]);
  });

  it("takes a machine with its disks, and a disk alone only where no machine has it", () => {
    const zone = "projects/old-ci/zones/us-central1-a";
    const machine = asset("compute.googleapis.com/Instance", `${zone}/instances/runner-1`, {
      disks: [{ source: `https://www.googleapis.com/compute/v1/${zone}/disks/runner-1` }],
    });
    const disk = (name: string) =>
      asset("compute.googleapis.com/Disk", `${zone}/disks/${name}`, { type: "zones/z/diskTypes/pd-ssd" });
    const { moved } = plan([machine, disk("runner-1"), disk("cache")]);
    assert.deepEqual(
      moved.map(({ label, name, stage }) => [label, name, stage]),
      [
        ["disk", "cache", "data, while the old is in use"],
        ["machine", "runner-1", "what runs"],
      ],
    );
    assert.deepEqual(commands(moved[0]!), [
      "gcloud compute snapshots create cache-69e625e2-move --source-disk=cache --source-disk-zone=us-central1-a --project=old-ci",
      "gcloud compute disks create cache --zone=us-central1-a --project=new-ci-r8fd --type=pd-ssd --source-snapshot=projects/old-ci/global/snapshots/cache-69e625e2-move",
    ]);
    assert.match(moved[1]!.downtime, /^from its stop until the new one is ready/);
  });

  it("gives what is only there for the move names that differ, of up to 63 characters", () => {
    const long = "x".repeat(60);
    const disks = ["a", "b"].flatMap((zone) =>
      ["cache", `${long}-1`, `${long}-2`].map((name) =>
        asset("compute.googleapis.com/Disk", `projects/old-ci/zones/us-central1-${zone}/disks/${name}`),
      ),
    );
    const names = plan(disks).moved.map((moved) => commands(moved)[0]!.split(" ")[4]!);
    assert.equal(new Set(names).size, 6, names.join(" "));
    for (const name of names) assert.match(name, /^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$/);
  });

  it("makes images of snapshots that are called like no image, nor like each other", () => {
    const ofType = (type: string, names: string[]) =>
      names.map((name) =>
        asset(`compute.googleapis.com/${type}`, `projects/old-ci/global/${type.toLowerCase()}s/${name}`),
      );
    const long = "x".repeat(60);
    const found = [...ofType("Image", ["base"]), ...ofType("Snapshot", ["base", `${long}-1`, `${long}-2`])];
    const made = plan(found).moved.map((moved) => commands(moved)[0]!.split(" ")[4]!);
    assert.deepEqual(made.slice(0, 2), ["base", "base-snapshot"]);
    assert.equal(new Set(made).size, 4, made.join(" "));
    for (const name of made) assert.ok(name.length <= 63, name);
  });

  it("leaves to a cluster what is a cluster's", () => {
    const zone = "projects/old-ci/zones/us-central1-a";
    const labels = { "goog-gke-node": "" };
    const cluster = only([
      asset("container.googleapis.com/Cluster", "projects/old-ci/locations/us-central1/clusters/apps"),
      asset("compute.googleapis.com/Instance", `${zone}/instances/gke-apps-1`, { labels }),
      asset("compute.googleapis.com/Disk", `${zone}/disks/pvc-1`, { labels: { "goog-gke-volume": "" } }),
      asset("compute.googleapis.com/InstanceGroupManager", `${zone}/instanceGroupManagers/gke-apps-grp`),
      asset("compute.googleapis.com/Firewall", "projects/old-ci/global/firewalls/gke-apps-all"),
    ]);
    assert.deepEqual([cluster.name, cluster.way], ["apps", "deploy anew"]);
  });

  it("hands a domain over at the registrar, and tells what to do two days before", () => {
    const zone = only([
      asset("dns.googleapis.com/ManagedZone", "projects/123/managedZones/77", {
        name: "example",
        dnsName: "example.com.",
      }),
    ]);
    assert.equal(zone.stage, "cut-over");
    assert.match(JSON.stringify(zone.actions[0]), /Two days before: lower the times to live .* DNSSEC/);
    assert.match(JSON.stringify(zone.actions.at(-1)), /registrar of example\.com\. the name servers of the new zone/);
  });

  it("names what it doesn't know first, and leaves nothing out but parts of others", () => {
    const strange = "notebooks.googleapis.com/Instance";
    const types = [...Object.keys(kinds), strange];
    const resources = types.map((type, index) =>
      asset(type, `projects/123/things/t${index}`, { email: `a${index}@old-ci.iam.gserviceaccount.com` }),
    );
    const parts = [...partsOfOthers].map((type) => asset(type, "projects/123/parts/p"));
    const { moved } = plan([...resources, ...parts]);
    assert.deepEqual(new Set(moved.map(({ type }) => type)), new Set(types));
    const unknown = moved.find(({ type }) => type === strange)!;
    assert.deepEqual([unknown.way, unknown.stage], ["not known", stages[0]]);
    for (const each of moved) {
      assert.ok(each.actions.length > 0 && each.checks.length > 0 && each.back && each.downtime, each.label);
    }
  });

  it("has an order that doesn't depend on that of the list, stage after stage", () => {
    const types = Object.keys(kinds);
    const resources = fc.uniqueArray(fc.tuple(fc.constantFrom(...types), fc.stringMatching(/^[a-z]{1,8}$/)), {
      selector: (each) => each.join(),
    });
    fc.assert(
      fc.property(resources, fc.nat(), (chosen, seed) => {
        const all = chosen.map(([type, name]) => asset(type, `projects/123/things/${name}`));
        const turned = [...all.slice(seed % (all.length + 1)), ...all.slice(0, seed % (all.length + 1))];
        const { moved } = plan(all);
        assert.deepEqual(plan(turned).moved, moved);
        const order = moved.map(({ stage }) => stages.indexOf(stage));
        assert.deepEqual(
          order,
          order.toSorted((a, b) => a - b),
        );
      }),
    );
  });
});

describe("words of a command", () => {
  it("are one argument each, whatever things are called", () => {
    fc.assert(fc.property(fc.stringMatching(/^[^\0\r\n*?]+$/), (word) => assert.deepEqual(parse(quote(word)), [word])));
    assert.equal(quote("a'; rm -rf $HOME"), `'a'\\''; rm -rf $HOME'`);
    assert.equal(quote("gs://x-1/y_2"), "gs://x-1/y_2");
  });
});
