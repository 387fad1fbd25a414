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
  "gcp:compute/address:Address": () => ({ address: "10.0.0.2" }),
  "gcp:serviceaccount/account:Account": ({ accountId, project }) => ({
    email: `${accountId}@${project}.iam.gserviceaccount.com`,
  }),
};

/**
 * Runs a program against Pulumi's mocks, as a preview so that nothing is waited for, and returns what it registered,
 * components left out, in the order of the names.
 */
export async function registered(program: () => Promise<void> | void): Promise<Registered[]> {
  const resources: Registered[] = [];
  await pulumi.runtime.setMocks(
    {
      newResource: ({ type, name, inputs, custom }) => {
        if (custom) resources.push({ type, name, inputs });
        return { id: `${name}-id`, state: { ...inputs, ...given[type]?.(inputs) } };
      },
      call: ({ token }) => {
        throw new Error(`unexpected call of ${token}`);
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
