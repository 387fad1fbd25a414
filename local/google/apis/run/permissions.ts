import { actAs, anybody, type Need, needs, type Permissions } from "../../access/needs.ts";
import { fullName } from "../../core/collection.ts";
import { services } from "./services.ts";

/** What a service runs as. */
const account = actAs(({ body }) => [(body.template as { serviceAccount?: string } | undefined)?.serviceAccount]);

/**
 * Whoever says that nobody is asked who they are, says who may call: https://cloud.google.com/run/docs/authenticating/public.
 * `nameOf`: the service.
 */
const opens = (nameOf: (call: Parameters<Need["on"]>[0]) => string): Need => ({
  permission: "run.services.setIamPolicy",
  on: (call) => {
    const name = fullName(services, nameOf(call));
    const before = call.cloud.store.get<{ invokerIamDisabled?: boolean }>(name)?.invokerIamDisabled ?? false;
    return (call.body.invokerIamDisabled ?? false) === before ? [] : [name];
  },
});

/** https://cloud.google.com/run/docs/reference/iam/permissions */
export const permissions: Permissions = {
  ...needs("projects.locations.services", "run.services", "list get delete getIamPolicy setIamPolicy"),
  "projects.locations.services.create": [
    "run.services.create",
    account,
    opens((call) => services.name(call, call.query.get("serviceId") ?? "")),
  ],
  "projects.locations.services.patch": [
    "run.services.update",
    account,
    opens((call) => services.name(call, String(call.params.service))),
  ],
  "projects.locations.operations.get": anybody,
  ...needs("projects.locations", "run.locations", "get=list list"),
};
