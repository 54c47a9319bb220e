/** A number as typed, without the separators people put into it. Anything else stays, so that the check can say so. */
export function bareDigits(typed: string): string {
  return typed.replace(/[\s.-]/g, "");
}
