/** Colours as numbers: read from what a theme gives, laid over one another, compared in contrast, packed for pixels. */

/** Red, green, blue 0..255, and opacity 0..1. */
export type Rgba = readonly [red: number, green: number, blue: number, alpha: number];

/**
 * "#rgb", "#rrggbb", "#rrggbbaa", "rgb(1, 2, 3)" and "rgba(1, 2, 3, 0.4)", with commas or spaces.
 * @throws RangeError for anything else: a palette is our own mistake
 */
export function rgbaOf(css: string): Rgba {
  const hex = /^#([0-9a-f]{3,8})$/i.exec(css.trim())?.[1];
  if (hex !== undefined && [3, 6, 8].includes(hex.length)) {
    const full = hex.length === 3 ? [...hex].map((digit) => digit + digit).join('') : hex;
    const at = (i: number) => parseInt(full.slice(2 * i, 2 * i + 2), 16);
    return [at(0), at(1), at(2), full.length === 8 ? at(3) / 255 : 1];
  }
  const parts = /^rgba?\(([^)]*)\)$/i.exec(css.trim())?.[1]?.split(/[\s,/]+/).filter(Boolean).map((part) => (part.endsWith('%') ? parseFloat(part) / 100 : Number(part)));
  if (!parts || parts.length < 3 || parts.some((part) => !Number.isFinite(part))) {
    throw new RangeError(`not a colour that can be read: ${css}`);
  }
  return [parts[0], parts[1], parts[2], parts[3] ?? 1];
}

/** What is seen when `top`, at `share` of its opacity, lies on an opaque ground. */
export function over(top: Rgba, ground: Rgba, share = 1): Rgba {
  const alpha = top[3] * share;
  const mix = (i: 0 | 1 | 2) => Math.round(top[i] * alpha + ground[i] * (1 - alpha));
  return [mix(0), mix(1), mix(2), 1];
}

/** Contrast of two opaque colours, 1..21, as WCAG 2.2 defines it (relative luminance of sRGB). */
export function contrast(a: Rgba, b: Rgba): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (light + 0.05) / (dark + 0.05);
}

function luminance([red, green, blue]: Rgba): number {
  const linear = (channel: number) => (channel / 255 <= 0.04045 ? channel / 255 / 12.92 : ((channel / 255 + 0.055) / 1.055) ** 2.4);
  return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
}

/** As one 32-bit pixel of an ImageData on a little-endian machine, which all that run browsers are. */
export function packed([red, green, blue, alpha]: Rgba): number {
  return ((Math.round(alpha * 255) << 24) | (blue << 16) | (green << 8) | red) >>> 0;
}
