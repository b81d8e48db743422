/** The input or an argument is wrong: shown on standard error, exit status 2, nothing on standard output. */
export class Refused extends Error {}
