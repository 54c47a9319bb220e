/** Laptops that can be in a team. */
import type { DeviceItem } from "../views";

/** Those that may still exchange with the office. */
export function active(kits: DeviceItem[]): DeviceItem[] {
  return kits.filter((kit) => kit.status === "active");
}

export function ids(kits: DeviceItem[]): string[] {
  return kits.map((kit) => kit.id);
}
