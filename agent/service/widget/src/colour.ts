/** The shop's colour, made legible: WCAG 2.2 contrast, section "contrast ratio". */

export type Rgb = readonly [number, number, number]; // 0..255

export const DEFAULT_BRAND = "#0f766e";
export const TEXT_CONTRAST = 4.5;

const WHITE: Rgb = [255, 255, 255];
const INK: Rgb = [17, 24, 39];

/** `#rgb` or `#rrggbb` as numbers; null for anything else. */
export function parseColour(value: string): Rgb | null {
  const hex = /^#([0-9a-f]{3}|[0-9a-f]{6})$/i.exec(value.trim())?.[1];
  if (!hex) return null;
  const long = hex.length === 3 ? [...hex].map((digit) => digit + digit).join("") : hex;
  return [0, 2, 4].map((at) => parseInt(long.slice(at, at + 2), 16)) as unknown as Rgb;
}

export function toHex(colour: Rgb): string {
  return "#" + colour.map((part) => Math.round(part).toString(16).padStart(2, "0")).join("");
}

function luminance(colour: Rgb): number {
  const [red, green, blue] = colour.map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as unknown as Rgb;
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** Contrast of two colours, 1..21. */
export function contrast(one: Rgb, other: Rgb): number {
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

/** White where it can be read, else the ink: one of the two always reaches 4.5. */
export function foregroundOn(background: Rgb): Rgb {
  return contrast(WHITE, background) >= TEXT_CONTRAST
    ? WHITE
    : contrast(INK, background) >= TEXT_CONTRAST
      ? INK
      : [0, 0, 0];
}

/** The colour, moved towards black or white until it can be read on a surface. */
export function legibleOn(colour: Rgb, surface: Rgb): Rgb {
  const target: Rgb = luminance(surface) > 0.18 ? [0, 0, 0] : WHITE;
  for (let share = 0; share < 1; share += 0.04) {
    const mixed = colour.map((part, index) => Math.round(part + ((target[index] as number) - part) * share));
    if (contrast(mixed as unknown as Rgb, surface) >= TEXT_CONTRAST) return mixed as unknown as Rgb;
  }
  return target;
}

export interface Palette {
  readonly brand: string;
  readonly onBrand: string;
  readonly accentLight: string; // the brand as text on a light surface
  readonly accentDark: string; // and on a dark one
}

export const LIGHT_SURFACE: Rgb = [241, 243, 246];
export const DARK_SURFACE: Rgb = [38, 42, 51];

/** What the widget needs of a brand colour. */
export function paletteOf(value: string): Palette {
  const brand = parseColour(value) ?? (parseColour(DEFAULT_BRAND) as Rgb);
  return {
    brand: toHex(brand),
    onBrand: toHex(foregroundOn(brand)),
    accentLight: toHex(legibleOn(brand, LIGHT_SURFACE)),
    accentDark: toHex(legibleOn(brand, DARK_SURFACE)),
  };
}
