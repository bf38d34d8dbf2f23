/** At most `maxLength` UTF-16 units of a text, never half a surrogate pair at its end. */
export function clip(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text;
  const last = text.charCodeAt(maxLength - 1);
  const isSplit = last >= 0xd800 && last <= 0xdbff;
  return text.slice(0, isSplit ? maxLength - 1 : maxLength);
}
