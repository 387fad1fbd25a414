import assert from "node:assert/strict";
import { budgetTellsPeople } from "../../../policies/guidelines/budget-tells-people.ts";
import { productionApart } from "../../../policies/guidelines/production-apart.ts";
import type { StackResource } from "../../../policies/landscape/resources/resource.ts";
import { Inspection } from "../../../policies/pack/inspection.ts";
import { Settings } from "../../../policies/settings/settings.ts";
import { goodSpecification, today } from "../../support/specification.ts";

const specification = goodSpecification();
const settings = new Settings({
  levels: { "budget-tells-people": "advisory" },
  parameters: { "budget-tells-people": { minimum: 5 } },
});

const inspection = (askProjectId: (number: string) => Promise<string | undefined> = async () => undefined) =>
  new Inspection([budgetTellsPeople, productionApart], specification, settings, today, askProjectId);

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
    const looking = inspection(async (number) => {
      asked.push(number);
      return number === "88" ? "tst-live-t5wk" : undefined;
    });
    const stack = [
      role("serviceAccount:88-compute@developer.gserviceaccount.com"),
      role("serviceAccount:99-compute@developer.gserviceaccount.com"),
    ];
    for (const _ of [1, 2]) assert.deepEqual(await of(looking.verdictsOn(stack)), ["production-apart"]);
    assert.deepEqual(asked, ["88", "99"]);
  });
});
