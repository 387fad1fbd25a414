import { composeReasons } from "./reasons/compose.ts";
import { databaseReasons } from "./reasons/databases.ts";
import { environmentReasons } from "./reasons/environment.ts";
import { healthReasons } from "./reasons/health.ts";
import { objectReasons } from "./reasons/objects.ts";
import { resourceReasons } from "./reasons/resources.ts";
import { securityReasons } from "./reasons/security.ts";
import type { Reason } from "./rule.ts";

/**
 * Why the model differs from today's deployments. The first that fits a difference is its reason, so those that name a
 * service come before those for all.
 */
export const reasons: readonly Reason[] = [
  ...databaseReasons,
  ...composeReasons,
  ...environmentReasons,
  ...resourceReasons,
  ...securityReasons,
  ...healthReasons,
  ...objectReasons,
];
