// Lint: what the compiler does not see, and what must never reach a browser (markup from data, code from text).
import globals from 'globals';
import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';

const dangers = [
  { selector: 'JSXAttribute[name.name="dangerouslySetInnerHTML"]', message: 'Text from data is shown as React text, never as markup.' },
  { selector: 'Property[key.name="dangerouslySetInnerHTML"]', message: 'Text from data is shown as React text, never as markup.' },
  { selector: 'AssignmentExpression[left.property.name=/^(innerHTML|outerHTML)$/]', message: 'Text from data is never markup.' },
  { selector: 'CallExpression[callee.property.name=/^(insertAdjacentHTML|html)$/]', message: 'd3 .html() and insertAdjacentHTML put markup from data on the page.' },
  { selector: 'CallExpression[callee.object.name="document"][callee.property.name=/^(write|writeln)$/]', message: 'Text from data is never markup.' },
];

export default tseslint.config(
  { ignores: ['node_modules/', 'dist/', '.cache/', 'artefacts/'] },
  ...tseslint.configs.recommended,
  {
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    languageOptions: { globals: { ...globals.browser, ...globals.node } },
    plugins: { 'react-hooks': reactHooks },
    rules: {
      ...reactHooks.configs.recommended.rules,
      'no-eval': 'error',
      'no-implied-eval': 'error',
      'no-new-func': 'error',
      'no-restricted-syntax': ['error', ...dangers],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_', caughtErrors: 'none' }],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports', disallowTypeAnnotations: false }],
      eqeqeq: 'error',
    },
  },
  {
    // Tests may name the forbidden to prove that it is refused.
    files: ['tests/**', 'scripts/**', '.config/**'],
    rules: { 'no-restricted-syntax': 'off' },
  },
);
