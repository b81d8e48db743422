// The engine beside the page's thread: what panel and data source both ask it through.
export { AnalysisClient, type AnalysisOutcome } from './client';
export { answer, type AnalysisRequest } from './request';
