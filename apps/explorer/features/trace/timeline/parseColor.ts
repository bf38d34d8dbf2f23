/**
 * A `#rrggbb` as the number a little-endian RGBA pixel holds; what is written any
 * other way is a middle grey.
 */
export function parseColor(color: string): number {
  const [, red = '80', green = '80', blue = '80'] = HEX.exec(color) ?? [];
  return (
    ((255 << 24) | (parseInt(blue, 16) << 16) | (parseInt(green, 16) << 8) | parseInt(red, 16)) >>>
    0
  );
}

const HEX = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i;
