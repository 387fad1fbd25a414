import { type Check, unless } from "../bootstrap/checks.ts";
import { stepChecks } from "../bootstrap/steps.ts";
import { bootstrapPlan } from "../plan/bootstrap.ts";
import { type Trust, workflows } from "../plan/github.ts";
import { identityPlans } from "../plan/identities.ts";
import { deployerAccount, identityPool, previewerAccount, serviceAccountEmail, watcherAccount } from "../plan/names.ts";
import type { Specification } from "../spec/specification.ts";

const iam = "iam.googleapis.com";

/** IAM wants the version in the query, and refuses a body: https://cloud.google.com/iam/docs/reference/rest */
const versionThree = "?options.requestedPolicyVersion=3";

interface Policy {
  bindings?: { role: string; members?: string[] }[];
}

/** How the states say that their secrets are encrypted. The secrets themselves are not looked at. */
export function stateSecretChecks({ organization }: Specification): Check[] {
  const [production] = bootstrapPlan(organization).tiers;
  const object = encodeURIComponent(".pulumi/stacks/sourcegraph-distribution/bootstrap.json");
  return [
    {
      what: "secrets in the state of bootstrap",
      host: "storage.googleapis.com",
      path: `/storage/v1/b/${production!.bucket}/o/${object}?alt=media`,
      judge: (answer) => {
        const state = typeof answer === "string" ? JSON.parse(answer) : answer;
        const type = state.checkpoint?.latest?.secrets_providers?.type;
        return unless(type === "cloud", `they are encrypted by ${type ?? "nothing"}, not under a key of Cloud KMS`);
      },
    },
  ];
}

/** Whether each predefined role that is given is there and in use. */
export function roleChecks(specification: Specification): Check[] {
  const roles = identityPlans(specification).flatMap(({ grants }) => grants.map(({ role }) => role));
  const predefined = [...new Set(roles)].filter((role) => role.startsWith("roles/")).toSorted();
  return predefined.map((role) => ({
    what: role,
    host: iam,
    path: `/v1/${role}`,
    judge: ({ stage, includedPermissions = [] }) =>
      unless(includedPermissions.length > 0, "it contains nothing") ??
      unless(stage !== "DEPRECATED" && stage !== "DISABLED", `it is ${stage}`),
  }));
}

/** The trust in workflows: the provider, and what each account may be taken on by. */
export function trustChecks({ organization }: Specification): Check[] {
  const seed = organization.projects.seed.id;
  const accounts: Record<Trust, string> = {
    production: deployerAccount("production"),
    watch: watcherAccount,
    nonproduction: deployerAccount("nonproduction"),
    preview: previewerAccount,
  };
  const provider = stepChecks(organization).identities.filter(({ what }) => what.startsWith("trust in "));
  return [
    ...provider,
    ...(Object.keys(workflows) as Trust[]).map((trust): Check => {
      const end = `/workloadIdentityPools/${identityPool}/attribute.trust/${trust}`;
      return {
        what: `who may act as ${accounts[trust]}`,
        host: iam,
        path: `/v1/projects/${seed}/serviceAccounts/${serviceAccountEmail(accounts[trust], seed)}:getIamPolicy${versionThree}`,
        question: {},
        judge: ({ bindings = [] }: Policy) => {
          const members = bindings
            .filter(({ role }) => role === "roles/iam.workloadIdentityUser")
            .flatMap(({ members = [] }) => members);
          const strangers = members.filter((member) => !member.endsWith(end));
          return (
            unless(members.length > 0, "no workflow") ?? unless(strangers.length === 0, `also ${strangers.join(", ")}`)
          );
        },
      };
    }),
  ];
}

/** Basic roles on the shared projects: the maker of a project owns it, and nobody else. */
export function accessChecks({ organization }: Specification): Check[] {
  return Object.values(organization.projects)
    .filter((project) => project !== undefined)
    .map(({ id }) => ({
      what: `basic roles on ${id}`,
      host: "cloudresourcemanager.googleapis.com",
      path: `/v3/projects/${id}:getIamPolicy`,
      question: { options: { requestedPolicyVersion: 3 } },
      judge: ({ bindings = [] }: Policy) => {
        const of = (role: string) =>
          bindings.filter((each) => each.role === role).flatMap(({ members = [] }) => members);
        const [owners, editors] = [of("roles/owner"), of("roles/editor")];
        return (
          unless(owners.length <= 1, `owners: ${owners.join(", ")}`) ??
          unless(editors.length === 0, `editors: ${editors.join(", ")}`)
        );
      },
    }));
}
