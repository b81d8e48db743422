import type React from 'react';

/** Keys that mean the same wherever they are pressed; what was meant stays with whoever took it. */

/** Moves the focus among the buttons of a row or a column. @param keys by how many buttons each moves it; past the last one it stays there */
export const walkButtons = (keys: Readonly<Record<string, number>>) => (event: React.KeyboardEvent<HTMLElement>): void => {
  const by = keys[event.key];
  const buttons = [...event.currentTarget.querySelectorAll('button')];
  const at = buttons.findIndex((button) => button === event.target);
  if (by !== undefined && at >= 0) {
    event.preventDefault();
    event.stopPropagation();
    buttons[Math.max(0, Math.min(buttons.length - 1, at + by))]?.focus();
  }
};

export const onEscape = (leave: () => void) => (event: React.KeyboardEvent): void => {
  if (event.key === 'Escape') {
    event.stopPropagation();
    leave();
  }
};
