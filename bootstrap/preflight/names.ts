import type { Organization } from "../../spec/schema/organization.ts";
import { answerOf, type Facts, type Finding, isOfCaller, refusalOf, refusalText } from "../facts.ts";
import { neededBy } from "../requirements.ts";

/** What a state knows, or an interrupted run made, isn't in the way: the next run takes it up. */
const begun = ({ state }: Facts) => state.at !== "nowhere";

/** Projects, folder, buckets and roles whose names are in use. */
export function nameFindings(organization: Organization, facts: Facts): Finding[] {
  if (begun(facts)) return [];
  const { plan, buckets, roles } = neededBy(organization);
  const projects = Object.entries(plan.projects).map(([key, { id }]) => ({ key, id }));
  const organizationId = organization.organization.id;
  const found: Finding[] = [];
  for (const { key, id } of projects) {
    const project = answerOf(facts.projects[id]);
    if (!project) continue;
    const deleted = project.state !== "ACTIVE";
    found.push({
      kind: deleted ? "project-deleted" : "project-there",
      verdict: "short",
      needed: `the project ID ${id}`,
      found: deleted ? "yours, and being deleted" : `yours already, in ${project.parent ?? "no folder"}`,
      why: deleted
        ? "an ID is never given out again, and this one holds what somebody threw away"
        : "nobody decided that the program may have it, and no state knows it",
      mend: `put another ID into organization.yaml and ledger.yaml: sgdist bootstrap --new-id ${key}`,
    });
  }
  const unknowable = projects.filter(({ id }) => refusalOf(facts.projects[id]));
  if (unknowable.length > 0) {
    found.push({
      kind: "ids-unknowable",
      verdict: "note",
      needed: unknowable.map(({ id }) => id).join(", "),
      found: "free, or somebody else's: Google tells nobody",
      why: "an ID is unique in the world",
      mend: "nothing to do: if making one is refused as taken, a new ID is proposed and written down",
    });
  }
  for (const name of answerOf(facts.folders) ?? []) {
    found.push({
      kind: "folder-there",
      verdict: "short",
      needed: `a folder "${plan.folder.displayName}"`,
      found: `${name} has that name`,
      why: "two folders in one place can't have the same name",
      mend: "rename one of the two: folders.common.name in organization.yaml, or the one there is",
    });
  }
  const unread = refusalOf(facts.folders);
  if (unread && !isOfCaller(unread)) {
    found.push({
      kind: "folders-unread",
      verdict: "unknown",
      needed: `no folder "${plan.folder.displayName}" yet`,
      found: refusalText(unread),
      why: "two folders in one place can't have the same name",
      mend: `gcloud resource-manager folders list --organization=${organizationId}`,
    });
  }
  for (const bucket of buckets) {
    const read = facts.buckets[bucket];
    // One that isn't there answers 404; one of somebody else's, 403.
    const refused = refusalOf(read);
    if (!answerOf(read) && (refused?.code !== 403 || isOfCaller(refused))) continue;
    found.push({
      kind: "bucket-taken",
      verdict: "short",
      needed: `the bucket ${bucket}`,
      found: answerOf(read) ? "there already, and no state knows it" : "somebody else's",
      why: "names of buckets are unique in the world",
      mend: "put another ID of the seed project into organization.yaml: sgdist bootstrap --new-id seed",
    });
  }
  for (const role of roles) {
    const there = answerOf(facts.roles[role]);
    if (!there) continue;
    found.push({
      kind: there.deleted ? "role-deleted" : "role-there",
      verdict: "short",
      needed: `the role ${role} of the organisation`,
      found: there.deleted ? "deleted, and its name held for 37 days" : "there already, and no state knows it",
      why: "the accounts of what limits spending get it",
      mend: there.deleted
        ? `gcloud iam roles undelete ${role} --organization=${organizationId}, then sgdist adopt import bootstrap`
        : `sgdist adopt import bootstrap, or gcloud iam roles delete ${role} --organization=${organizationId}`,
    });
  }
  return found;
}

/** Whether the state can be worked on. */
export function stateFindings({ state }: Facts): Finding[] {
  if (state.at === "unreadable") {
    return [
      {
        kind: "state-unreadable",
        verdict: "short",
        needed: `to read ${state.backend}`,
        found: "you may not",
        why: "somebody brought it up already, and its state is there; or the bucket is somebody else's",
        mend: `gcloud storage buckets add-iam-policy-binding ${state.backend} --member=user:YOU --role=roles/storage.objectAdmin`,
      },
    ];
  }
  if (state.decryptable) return [];
  return [
    {
      kind: "passphrase-lost",
      verdict: "short",
      needed: `the passphrase of the state in ${state.backend}`,
      found: "it is gone",
      why: "a run was interrupted before the state had moved under its key",
      mend: "bring .local/bootstrap back from where the run was begun, and run it there",
    },
  ];
}

/** Whether the groups are there that teams get their access by. */
export function groupFindings(organization: Organization, { groups, repository }: Facts): Finding[] {
  const found = Object.entries(groups).flatMap(([group, read]): Finding[] => {
    const refused = refusalOf(read);
    if (!refused || isOfCaller(refused)) return [];
    const team = Object.values(organization.teams).find((each) => each.group === group)!;
    // Who may not see a group is told 403, whether it is there or not.
    const gone = refused.code === 404;
    return [
      {
        kind: gone ? "group-missing" : "group-unread",
        verdict: gone ? "short" : "unknown",
        needed: `the group ${group}`,
        found: gone ? "there is none" : refusalText(refused),
        why: `the team ${team.name} gets its access by it: a policy refuses a member that isn't there`,
        mend: `gcloud identity groups create ${group} --organization=${organization.organization.domain} --display-name="${team.name}"`,
      },
    ];
  });
  const { github } = organization;
  const refused = refusalOf(repository);
  const there = answerOf(repository);
  if (refused) {
    found.push({
      kind: "repository-unread",
      verdict: "unknown",
      needed: `${github.repository} is ${github.repositoryId}, of ${github.ownerId}`,
      found: refusalText(refused),
      why: "whoever has these numbers may deploy",
      mend: `gh api repos/${github.repository} --jq '.id, .owner.id'`,
    });
  } else if (there && (there.id !== github.repositoryId || there.ownerId !== github.ownerId)) {
    found.push({
      kind: "repository-numbers",
      verdict: "short",
      needed: `${github.repository} is ${github.repositoryId}, of ${github.ownerId}`,
      found: `it is ${there.id}, of ${there.ownerId}`,
      why: "whoever has these numbers may deploy",
      mend: "put repositoryId and ownerId into organization.yaml",
    });
  }
  return found;
}
