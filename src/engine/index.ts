// Stations 4 to 7, pure: columns in, findings out. Others import only this page.
export type * from './types';
