import { needs, type Permissions } from "../../access/needs.ts";

const ring = "projects.locations.keyRings";
const key = `${ring}.cryptoKeys`;

/** https://cloud.google.com/kms/docs/reference/permissions-and-roles */
export const permissions: Permissions = {
  ...needs(ring, "cloudkms.keyRings", "create list get getIamPolicy setIamPolicy"),
  ...needs(
    key,
    "cloudkms.cryptoKeys",
    "create list get patch=update updatePrimaryVersion=update getIamPolicy setIamPolicy",
  ),
  ...needs(key, "cloudkms.cryptoKeyVersions", "encrypt=useToEncrypt decrypt=useToDecrypt"),
  ...needs(`${key}.cryptoKeyVersions`, "cloudkms.cryptoKeyVersions", "create list get patch=update destroy restore"),
};
