/** Names of kinds of resource in conditions, where they aren't that of the collection in the singular. */
const irregular: Record<string, string> = {
  policies: "Policy",
  versions: "SecretVersion",
  addresses: "Address",
  repositories: "Repository",
};

/** The type of a resource as conditions know it: "storage.googleapis.com/Object" of a full name. */
export function typeOf(name: string): string {
  const [, , host, ...parts] = name.split("/");
  const bucket = name.startsWith("//storage.googleapis.com/projects/_/");
  const collection = (bucket && parts.length > 4 ? "objects" : parts.at(-2)) ?? "";
  const singular = collection.replace(/s$/, "");
  return `${host}/${irregular[collection] ?? singular.charAt(0).toUpperCase() + singular.slice(1)}`;
}

/** A full name without its service: "projects/p/topics/t". */
export const relativeName = (name: string): string => name.replace(/^\/\/[^/]+\//, "");
