import type { Guideline } from "./guideline.ts";
import { accessApart } from "./guidelines/access-apart.ts";
import { allowedApis } from "./guidelines/allowed-apis.ts";
import { billingAccountLinked } from "./guidelines/billing-account-linked.ts";
import { billingExportApart } from "./guidelines/billing-export-apart.ts";
import { blastRadius } from "./guidelines/blast-radius.ts";
import { budgetFilterNotWidened } from "./guidelines/budget-filter-not-widened.ts";
import { budgetForEachProject } from "./guidelines/budget-for-each-project.ts";
import { budgetOnBothBases } from "./guidelines/budget-on-both-bases.ts";
import { budgetOnce } from "./guidelines/budget-once.ts";
import { budgetTellsPeople } from "./guidelines/budget-tells-people.ts";
import { ciApart } from "./guidelines/ci-apart.ts";
import { claimsKept } from "./guidelines/claims-kept.ts";
import { costOwnerApart } from "./guidelines/cost-owner-apart.ts";
import { dataKept } from "./guidelines/data-kept.ts";
import { dataOwnerApart } from "./guidelines/data-owner-apart.ts";
import { defaultAccountWithoutRights } from "./guidelines/default-account-without-rights.ts";
import { dynamicCeiling } from "./guidelines/dynamic-ceiling.ts";
import { dynamicDeletable } from "./guidelines/dynamic-deletable.ts";
import { dynamicEndDate } from "./guidelines/dynamic-end-date.ts";
import { dynamicNoPathToProduction } from "./guidelines/dynamic-no-path-to-production.ts";
import { environmentNameOnce } from "./guidelines/environment-name-once.ts";
import { groupsNotPeople } from "./guidelines/groups-not-people.ts";
import { keysApart } from "./guidelines/keys-apart.ts";
import { labels } from "./guidelines/labels.ts";
import { logsApart } from "./guidelines/logs-apart.ts";
import { neverUnderOrganization } from "./guidelines/never-under-organization.ts";
import { noAccountKeys } from "./guidelines/no-account-keys.ts";
import { noBasicRoles } from "./guidelines/no-basic-roles.ts";
import { noDefaultNetwork } from "./guidelines/no-default-network.ts";
import { noPublicAccess } from "./guidelines/no-public-access.ts";
import { oneApplicationPerProject } from "./guidelines/one-application-per-project.ts";
import { oneEnvironmentPerProject } from "./guidelines/one-environment-per-project.ts";
import { ownPeopleOnly } from "./guidelines/own-people-only.ts";
import { ownerAndContact } from "./guidelines/owner-and-contact.ts";
import { productionApart } from "./guidelines/production-apart.ts";
import { productionProjectKept } from "./guidelines/production-project-kept.ts";
import { projectIdOnce } from "./guidelines/project-id-once.ts";
import { retentionApart } from "./guidelines/retention-apart.ts";
import { rolesOnFolders } from "./guidelines/roles-on-folders.ts";
import { sharedProjectsInCommon } from "./guidelines/shared-projects-in-common.ts";
import { stateApart } from "./guidelines/state-apart.ts";
import { treeDepthAndWidth } from "./guidelines/tree-depth-and-width.ts";
import { underFolderOfItsEnvironment } from "./guidelines/under-folder-of-its-environment.ts";

/** Every guideline, in the order of the guide. */
export const guidelines: readonly Guideline[] = [
  // When to split: the rules of thumb first, then what lies by itself, then what divides things of one kind.
  oneApplicationPerProject,
  oneEnvironmentPerProject,
  productionApart,
  ciApart,
  keysApart,
  stateApart,
  logsApart,
  billingExportApart,
  dataOwnerApart,
  retentionApart,
  accessApart,
  costOwnerApart,
  blastRadius,
  // Where a project sits.
  underFolderOfItsEnvironment,
  neverUnderOrganization,
  sharedProjectsInCommon,
  treeDepthAndWidth,
  // What every project has.
  labels,
  ownerAndContact,
  billingAccountLinked,
  budgetForEachProject,
  budgetOnBothBases,
  budgetTellsPeople,
  budgetOnce,
  allowedApis,
  defaultAccountWithoutRights,
  noDefaultNetwork,
  projectIdOnce,
  environmentNameOnce,
  dynamicEndDate,
  dynamicCeiling,
  dynamicNoPathToProduction,
  dynamicDeletable,
  groupsNotPeople,
  ownPeopleOnly,
  noPublicAccess,
  noBasicRoles,
  noAccountKeys,
  rolesOnFolders,
  productionProjectKept,
  dataKept,
  claimsKept,
  budgetFilterNotWidened,
];
