/** The countries of regions, as the export has them; regions whose country isn't here have none. */
const countries: Record<string, string> = {
  "asia-east1": "TW",
  "asia-east2": "HK",
  "asia-northeast": "JP",
  "asia-northeast3": "KR",
  "asia-south": "IN",
  "asia-southeast1": "SG",
  "asia-southeast2": "ID",
  "australia-southeast": "AU",
  "europe-central2": "PL",
  "europe-north1": "FI",
  "europe-southwest1": "ES",
  "europe-west1": "BE",
  "europe-west2": "GB",
  "europe-west3": "DE",
  "europe-west4": "NL",
  "europe-west6": "CH",
  "europe-west8": "IT",
  "europe-west9": "FR",
  "europe-west10": "DE",
  "europe-west12": "IT",
  northamerica: "CA",
  southamerica: "BR",
  us: "US",
};

/** The country that a region is in. */
export function countryOf(region: string): string | undefined {
  const family = region.replace(/\d+$/, "");
  return countries[region] ?? countries[family] ?? countries[region.split("-")[0]!];
}
