import * as pulumi from "@pulumi/pulumi";

/** A resource that a component registered. */
export interface Registered {
  type: string;
  name: string;
  inputs: Record<string, unknown>;
}

/** What mocks answer for outputs that Google would give, by type. */
const given: Record<string, (inputs: Record<string, unknown>) => Record<string, unknown>> = {
  "gcp:organizations/project:Project": () => ({ number: "123456789012" }),
  "gcp:organizations/folder:Folder": () => ({ folderId: "210987654321" }),
  "gcp:monitoring/notificationChannel:NotificationChannel": ({ labels }) => ({
    name: `channels/${(labels as Record<string, string>).email_address}`,
  }),
  "gcp:compute/network:Network": ({ name }) => ({ selfLink: `networks/${name}` }),
  "gcp:compute/subnetwork:Subnetwork": ({ name }) => ({ selfLink: `subnetworks/${name}` }),
  "gcp:compute/address:Address": ({ addressType }) => ({
    address: addressType === "INTERNAL" ? "10.0.0.2" : "203.0.113.7",
  }),
  "gcp:compute/globalAddress:GlobalAddress": () => ({ address: "203.0.113.8" }),
  "gcp:container/cluster:Cluster": ({ controlPlaneEndpointsConfig }) => ({
    controlPlaneEndpointsConfig: {
      ...(controlPlaneEndpointsConfig as object),
      dnsEndpointConfig: { endpoint: "gke-1.us-central1.gke.goog" },
    },
  }),
  "gcp:dns/managedZone:ManagedZone": ({ name }) => ({ nameServers: [`ns-1.${name}.`, `ns-2.${name}.`] }),
  "gcp:projects/iAMCustomRole:IAMCustomRole": ({ project, roleId }) => ({
    name: `projects/${project}/roles/${roleId}`,
  }),
  "gcp:serviceaccount/account:Account": ({ accountId, project }) => ({
    email: `${accountId}@${project}.iam.gserviceaccount.com`,
  }),
};

/**
 * Runs a program against Pulumi's mocks, as a preview so that nothing is waited for, and returns what it registered,
 * components left out, in the order of the names. `answers`: what functions of the provider answer, by token.
 */
export async function registered(
  program: () => Promise<unknown> | unknown,
  answers: Record<string, Record<string, unknown>> = {},
): Promise<Registered[]> {
  const resources: Registered[] = [];
  await pulumi.runtime.setMocks(
    {
      newResource: ({ type, name, inputs, custom }) => {
        if (custom) resources.push({ type, name, inputs });
        return { id: `${name}-id`, state: { ...inputs, ...given[type]?.(inputs) } };
      },
      call: ({ token }) => {
        const answer = answers[token];
        if (!answer) throw new Error(`unexpected call of ${token}`);
        return answer;
      },
    },
    "sourcegraph-distribution",
    "test",
    true,
  );
  await program();
  // Waits until every registration has been answered.
  await pulumi.runtime.disconnect();
  return resources.toSorted((a, b) => (`${a.type} ${a.name}` < `${b.type} ${b.name}` ? -1 : 1));
}

/** "Project live", for lists that are to be read. */
export const brief = ({ type, name }: Registered): string => `${type.split(":").at(-1)} ${name}`;
