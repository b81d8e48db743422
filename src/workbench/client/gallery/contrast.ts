// High contrast without changing the system: `?contrast=more` answers the panel's media query for this page.

/** Call before anything is drawn. */
export function contrastByAddress(): boolean {
  if (new URLSearchParams(window.location.search).get('contrast') !== 'more') {
    return false;
  }
  const ask = window.matchMedia.bind(window);
  window.matchMedia = (query) => ask(query === '(prefers-contrast: more)' ? 'all' : query);
  return true;
}

/** The address of the same page with the switch turned. */
export function otherContrast(on: boolean): string {
  const params = new URLSearchParams(window.location.search);
  params.delete('contrast');
  if (!on) {
    params.set('contrast', 'more');
  }
  const text = params.toString();
  return `${window.location.pathname}${text === '' ? '' : `?${text}`}`;
}
