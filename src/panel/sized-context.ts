/** A canvas at a size in device pixels, to be painted on; undefined where there is none: jsdom has none, and a browser may refuse one. */
export function sizedContext(canvas: HTMLCanvasElement | null, width: number, height: number): CanvasRenderingContext2D | undefined {
  const context = canvas?.getContext?.('2d');
  // Setting a size wipes the picture, and allocates it anew.
  if (canvas && context && (canvas.width !== width || canvas.height !== height)) {
    canvas.width = width;
    canvas.height = height;
  }
  return context ?? undefined;
}
