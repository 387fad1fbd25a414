import assert from "node:assert/strict";
import type { PolicyRule, Read } from "../../bootstrap/facts.ts";
import { constraintsOf, policyFindings } from "../../bootstrap/preflight/policies.ts";
import { formsOfRegion } from "../../bootstrap/preflight/rules.ts";
import { budgetPublisher } from "../../bootstrap/requirements.ts";
import { goodFacts, refused } from "../support/bootstrap.ts";
import { goodSpecification } from "../support/specification.ts";

const specification = goodSpecification();
const { organization } = specification;
const good = goodFacts(specification);
const own = "//cloudresourcemanager.googleapis.com/organizations/419083752617";

const judged = (constraint: string, read: Read<PolicyRule[]>) =>
  policyFindings(organization, { ...good, policies: { [constraint]: read } }).map(({ kind, verdict, found }) => [
    kind,
    verdict,
    found,
  ]);
const allowed = (...allowedValues: string[]): PolicyRule[] => [{ values: { allowedValues } }];
const denied = (...deniedValues: string[]): PolicyRule[] => [{ values: { deniedValues } }];
const enforced = (parameters: Record<string, unknown>): PolicyRule[] => [{ enforce: true, parameters }];

const publisher = ["domain-restriction-publisher", "short", "Google's own identities are of no customer"];
const cases: [constraint: string, refusing: PolicyRule[], expected: string[][], fine: PolicyRule[]][] = [
  [
    "iam.allowedPolicyMemberDomains",
    allowed("C0000000"),
    [["domain-restriction", "short", "your own organisation isn't among them"], publisher],
    [{ allowAll: true }],
  ],
  ["iam.allowedPolicyMemberDomains", allowed("is:C03x7k2qd"), [publisher], [{ allowAll: true }]],
  [
    "iam.managed.allowedPolicyMembers",
    enforced({ allowedPrincipalSets: [], allowedMemberSubjects: [] }),
    [
      ["allowed-members", "short", "your own organisation isn't among them"],
      ["allowed-members-publisher", "short", "it isn't among them"],
    ],
    enforced({ allowedPrincipalSets: [own], allowedMemberSubjects: [budgetPublisher] }),
  ],
  [
    "iam.disableServiceAccountCreation",
    [{ enforce: true }],
    [["no-service-accounts", "short", "it is enforced"]],
    [{ enforce: false }],
  ],
  [
    "iam.managed.disableServiceAccountCreation",
    [{ enforce: true }],
    [["no-service-accounts", "short", "it is enforced"]],
    [{ enforce: false }],
  ],
  [
    "gcp.resourceLocations",
    allowed("in:eu-locations"),
    [["resource-locations", "short", "it isn't among the locations"]],
    allowed("in:us-locations"),
  ],
  [
    "gcp.resourceLocations",
    denied("in:us-central1-locations"),
    [["resource-locations", "short", "it isn't among the locations"]],
    denied("in:eu-locations"),
  ],
  [
    "essentialcontacts.allowedContactDomains",
    allowed("@other.example"),
    [["contact-domains", "short", "refused: @example.com"]],
    allowed("@example.com"),
  ],
  [
    "essentialcontacts.managed.allowedContactDomains",
    enforced({ allowedDomains: ["@other.example"] }),
    [["contact-domains", "short", "refused: @example.com"]],
    enforced({ allowedDomains: ["@example.com"] }),
  ],
  [
    "iam.workloadIdentityPoolProviders",
    [{ denyAll: true }],
    [["identity-providers", "short", "refused: https://token.actions.githubusercontent.com"]],
    allowed("https://token.actions.githubusercontent.com"),
  ],
  [
    "gcp.restrictServiceUsage",
    denied("is:cloudkms.googleapis.com", "sqladmin.googleapis.com"),
    [["service-usage", "short", "refused: cloudkms.googleapis.com"]],
    denied("sqladmin.googleapis.com"),
  ],
  [
    "serviceuser.services",
    denied("pubsub.googleapis.com"),
    [["service-usage", "short", "refused: pubsub.googleapis.com"]],
    denied("dns.googleapis.com"),
  ],
  [
    "gcp.restrictNonCmekServices",
    denied("bigquery.googleapis.com"),
    [["keys-of-your-own", "short", "refused: bigquery.googleapis.com"]],
    denied("sqladmin.googleapis.com"),
  ],
  [
    "cloudkms.allowedProtectionLevels",
    allowed("HSM"),
    [["key-protection", "short", "refused: SOFTWARE"]],
    allowed("HSM", "SOFTWARE"),
  ],
  [
    "storage.retentionPolicySeconds",
    allowed("3600"),
    [["bucket-retention", "short", "every bucket must have one"]],
    [{ allowAll: true }],
  ],
];

describe("the policies that refuse a bootstrap", () => {
  cases.forEach(([constraint, refusing, expected, fine], index) => {
    it(`${constraint} (${index}) are told, and not where they let it pass`, () => {
      assert.deepEqual(judged(constraint, { value: refusing }), expected);
      assert.deepEqual(judged(constraint, { value: fine }), []);
    });
  });

  it("are all in the list of what is read, and those that do no harm aren't", () => {
    const constraints = constraintsOf(organization);
    assert.deepEqual(constraints.toSorted(), [...new Set(cases.map(([constraint]) => constraint))].toSorted());
    for (const harmless of ["iam.disableServiceAccountKeyCreation", "storage.uniformBucketLevelAccess"]) {
      assert.equal(constraints.includes(harmless), false);
    }
  });

  it("are unknown where they hold under a condition or can't be read, and fine where Google knows none", () => {
    const rules: PolicyRule[] = [{ enforce: true, condition: { expression: "resource.matchTag('1/env', 'x')" } }];
    const constraint = "iam.disableServiceAccountCreation";
    assert.deepEqual(judged(constraint, { value: rules }), [["no-service-accounts", "unknown", "it is enforced"]]);
    assert.deepEqual(judged(constraint, { value: [...rules, { enforce: false }] }), []);
    assert.deepEqual(judged(constraint, refused(403, "no")), [["no-service-accounts", "unknown", "403 no"]]);
    assert.deepEqual(judged(constraint, refused(404, "no")), []);
    assert.deepEqual(judged(constraint, refused(401, "no")), []);
  });

  it("are told once where nobody may read several, beside those that could be read", () => {
    const policies = {
      "gcp.resourceLocations": refused(403, "no"),
      "iam.disableServiceAccountCreation": { value: [{ enforce: true }] },
      "iam.allowedPolicyMemberDomains": refused(403, "not this one"),
    };
    const found = policyFindings(organization, { ...good, policies });
    assert.deepEqual(
      found.map(({ kind, verdict, needed, found }) => [kind, verdict, needed, found]),
      [
        ["no-service-accounts", "short", "iam.disableServiceAccountCreation: service accounts", "it is enforced"],
        [
          "policies-unread",
          "unknown",
          "what is in force of 2 constraints: iam.allowedPolicyMemberDomains, gcp.resourceLocations",
          "403 not this one",
        ],
      ],
    );
  });

  it("mean a region by its name and by the groups that it is in", () => {
    assert.deepEqual(formsOfRegion("europe-west1"), [
      "europe-west1",
      "is:europe-west1",
      "in:europe-west1-locations",
      "in:europe-locations",
      "in:eu-locations",
    ]);
    assert.equal(formsOfRegion("europe-west2").includes("in:eu-locations"), false);
  });
});
