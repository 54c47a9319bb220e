/** Who did something, where and when, in one line. */
import { dateTime } from "../../shared/format";
import type { By } from "../views";

export function byText(by: By): string {
  return [by.nama, by.device, dateTime(by.at_ms)].filter((part) => part !== "").join(" · ");
}
