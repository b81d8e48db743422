// What people do with a finding: values and rules, no screens.
export { raisedBy, RAISE_RULE, type Raised } from './raise';
export {
  isNamed, sameVerdictSpike, textOf, verdictFrom, verdictsOn, verdictTags, TAG_LIMITS, VERDICT_KINDS, REASONS,
  type GivenVerdict, type StoredAnnotation, type VerdictDraft, type VerdictKind,
} from './verdict';
