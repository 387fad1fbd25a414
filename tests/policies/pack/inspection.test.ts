import assert from "node:assert/strict";
import type { Guideline } from "../../../policies/guideline.ts";
import { budgetTellsPeople } from "../../../policies/guidelines/budget-tells-people.ts";
import { productionApart } from "../../../policies/guidelines/production-apart.ts";
import { underFolderOfItsEnvironment } from "../../../policies/guidelines/under-folder-of-its-environment.ts";
import { unknown } from "../../../policies/landscape/maybe.ts";
import type { StackResource } from "../../../policies/landscape/resources/resource.ts";
import type { ToldFolder } from "../../../policies/pack/folders.ts";
import { Inspection, type Questions } from "../../../policies/pack/inspection.ts";
import { Settings } from "../../../policies/settings/settings.ts";
import { goodSpecification, today } from "../../support/specification.ts";

const specification = goodSpecification();
const settings = new Settings({
  levels: { "budget-tells-people": "advisory" },
  parameters: { "budget-tells-people": { minimum: 5 } },
});

const inspection = (ask: Partial<Questions> = {}) =>
  new Inspection([budgetTellsPeople, productionApart, underFolderOfItsEnvironment], specification, settings, today, {
    projectId: async () => undefined,
    folder: async () => undefined,
    ...ask,
  });

const resource = (stack: string, type: string, name: string, properties: object): StackResource => ({
  type,
  name,
  urn: `urn:pulumi:${stack}::sourcegraph-distribution::${type}::${name}`,
  properties: properties as Record<string, unknown>,
  propertyDependencies: {},
  protected: false,
});

/** A project with a budget that tells two people. */
const project = (stack: string, id: string) => [
  resource(stack, "gcp:organizations/project:Project", "project", { projectId: id, number: "77" }),
  resource(stack, "gcp:billing/budget:Budget", "budget", {
    budgetFilter: { projects: ["projects/77"] },
    allUpdatesRule: { monitoringNotificationChannels: ["a", "b"] },
  }),
];

const role = (member: string) =>
  resource("env-demo", "gcp:projects/iAMMember:IAMMember", "role", {
    project: "tst-demo-d9hc",
    role: "roles/viewer",
    member,
  });

const of = async (found: Promise<{ guideline: { id: string } }[]>) => (await found).map(({ guideline: { id } }) => id);

describe("what the policy pack tells", () => {
  it("is what the program of the stack doesn't tell already", async () => {
    assert.deepEqual(await of(inspection().verdictsOn(project("env-demo", "tst-demo-d9hc"))), []);
    assert.deepEqual(await of(inspection().verdictsOn(project("env-demo", "tst-other-x1y2"))), ["budget-tells-people"]);
    assert.deepEqual(await of(inspection().verdictsOn(project("by-hand", "tst-demo-d9hc"))), ["budget-tells-people"]);
  });

  it("asks once which project of another stack a number means", async () => {
    const asked: string[] = [];
    const looking = inspection({
      projectId: async (number) => {
        asked.push(number);
        return number === "88" ? "tst-live-t5wk" : undefined;
      },
    });
    const stack = [
      role("serviceAccount:88-compute@developer.gserviceaccount.com"),
      role("serviceAccount:99-compute@developer.gserviceaccount.com"),
    ];
    for (const _ of [1, 2]) assert.deepEqual(await of(looking.verdictsOn(stack)), ["production-apart"]);
    assert.deepEqual(asked, ["88", "99"]);
  });

  it("asks once which folder of another stack a number means, and what is around it", async () => {
    const asked: string[] = [];
    const told: Record<string, ToldFolder> = {
      1: { name: "Production", parent: "organizations/419083752617", environment: "production" },
      2: { name: "Nightly", parent: "folders/3", environment: "non-production" },
      3: { name: "Testing", parent: "organizations/419083752617", environment: "non-production" },
      4: { name: "Production", parent: "folders/3", environment: "non-production" },
      5: { name: "By hand", parent: "folders/1", environment: "production" },
    };
    const looking = inspection({
      folder: async (number) => {
        asked.push(number);
        return told[number];
      },
    });
    const inFolder = (folderId: string, environment: string) =>
      of(
        looking.verdictsOn([
          resource("by-hand", "gcp:organizations/project:Project", "project", {
            projectId: "tst-other-x1y2",
            number: "77",
            folderId,
            labels: { environment },
          }),
        ]),
      );
    const refused = ["under-folder-of-its-environment"];
    for (const [folderId, environment, expected] of [
      ["1", "production", []],
      ["1", "non-production", refused],
      ["folders/2", "non-production", []],
      ["folders/2", "production", refused],
      ["4", "production", refused],
      ["5", "production", []],
      ["5", "dynamic", refused],
      // Google doesn't show it to us.
      ["6", "dynamic", []],
    ] as const) {
      assert.deepEqual(await inFolder(folderId, environment), expected, `${environment} in ${folderId}`);
    }
    assert.deepEqual(asked, ["1", "2", "3", "4", "5", "6"]);
  });

  it("refuses a role on production's folder by number to an identity of another environment", async () => {
    const looking = inspection({
      folder: async () => ({ name: "Production", parent: "organizations/1", environment: unknown }),
    });
    const on = (member: string) =>
      of(
        looking.verdictsOn([
          resource("env-demo", "gcp:folder/iAMMember:IAMMember", "role", {
            folder: "folders/1",
            role: "roles/viewer",
            member,
          }),
        ]),
      );
    assert.deepEqual(await on("serviceAccount:a@tst-demo-d9hc.iam.gserviceaccount.com"), ["production-apart"]);
    assert.deepEqual(await on("serviceAccount:a@tst-live-t5wk.iam.gserviceaccount.com"), []);
  });

  it("is found once for the two policies of a stack, and anew for each that asks alone", async () => {
    let looks = 0;
    const counting: Guideline = {
      ...budgetTellsPeople,
      check: (...args) => {
        looks += 1;
        return budgetTellsPeople.check(...args);
      },
    };
    const looking = new Inspection([counting], specification, settings, today, {
      projectId: async () => undefined,
      folder: async () => undefined,
    });
    const stack = project("by-hand", "tst-other-x1y2");
    assert.deepEqual(await of(looking.verdictsAt("mandatory", stack)), []);
    assert.deepEqual(await of(looking.verdictsAt("advisory", stack)), ["budget-tells-people"]);
    assert.equal(looks, 1);
    assert.deepEqual(await of(looking.verdictsAt("advisory", stack)), ["budget-tells-people"]);
    assert.deepEqual(await of(looking.verdictsAt("mandatory", [])), []);
    assert.deepEqual(await of(looking.verdictsAt("advisory", [])), []);
    assert.equal(looks, 2);
  });
});
