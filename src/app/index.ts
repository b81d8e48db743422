export { HowItWorks } from './HowItWorks';
export { Pages } from './Pages';
export { RequestList } from './RequestList';
