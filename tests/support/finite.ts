/** Finds what JSON cannot say: numbers that are none, and the nulls that JSON.stringify writes in their place. */

/** The paths of every NaN, infinity and null below a value; fields that are left out (undefined) are no fault. O(size) */
export function notFinite(value: unknown, path = ''): readonly string[] {
  if (typeof value === 'number') {
    return Number.isFinite(value) ? [] : [`${path} = ${value}`];
  }
  if (value === null) {
    return [`${path} = null`];
  }
  if (Array.isArray(value)) {
    return value.flatMap((one, i) => notFinite(one, `${path}[${i}]`));
  }
  return typeof value === 'object' ? Object.entries(value).flatMap(([key, one]) => notFinite(one, `${path}.${key}`)) : [];
}
