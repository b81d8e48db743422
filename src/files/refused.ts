/** What was given is wrong, with what was expected: the command line shows it and ends with exit status 2, the trial shows it beside the file. */
export class Refused extends Error {}
