// The engine beside the page's thread: what panel and data source both ask it through.
export { AnalysisClient, type AnalysisOutcome } from './client';
export type { AnalysisRequest } from './request';
