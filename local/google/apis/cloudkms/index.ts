import type { Api } from "../../core/api.ts";
import { cryptoKeyRoutes } from "./crypto-keys.ts";
import { encryptionRoutes } from "./encryption.ts";
import { keyRingRoutes } from "./key-rings.ts";
import { host } from "./names.ts";
import { permissions } from "./permissions.ts";
import { versionRoutes } from "./versions.ts";

export const cloudkms: Api = {
  host,
  title: "Cloud Key Management Service (KMS) API",
  errors: "status",
  enums: {
    purpose: { ENCRYPT_DECRYPT: 1, ASYMMETRIC_SIGN: 5, ASYMMETRIC_DECRYPT: 6, RAW_ENCRYPT_DECRYPT: 7, MAC: 9 },
    state: { ENABLED: 1, DISABLED: 2, DESTROYED: 3, DESTROY_SCHEDULED: 4 },
    protectionLevel: { SOFTWARE: 1, HSM: 2, EXTERNAL: 3, EXTERNAL_VPC: 4 },
    algorithm: { GOOGLE_SYMMETRIC_ENCRYPTION: 1, EC_SIGN_P256_SHA256: 12, EC_SIGN_P384_SHA384: 13 },
  },
  permissions,
  routes: [...keyRingRoutes, ...cryptoKeyRoutes, ...versionRoutes, ...encryptionRoutes],
};
