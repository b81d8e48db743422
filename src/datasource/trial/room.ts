/** All that opened files need, fetched only when the connection is the trial. */

export { trialReader } from '../../trial';
export { trialFilesOf } from './opened';
