// In the place of d3-transition: before every gesture brush and zoom stop an animation, and nothing of ours is animated.
import { selection } from 'd3-selection';

selection.prototype.interrupt = function () {
  return this;
};

export const interrupt = () => undefined;
