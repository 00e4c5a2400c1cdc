// The linter's rules for all JavaScript of the course. Layout is prettier's.

import js from "@eslint/js";
import globals from "globals";

const reveal = { Reveal: "readonly", RevealNotes: "readonly" };

export default [
  { ignores: ["build/", ".venv/", "**/node_modules/"] },
  js.configs.recommended,
  {
    files: ["**/*.js"],
    languageOptions: { ecmaVersion: 2022, sourceType: "module", globals: globals.browser },
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: {
      eqeqeq: "error",
      "no-param-reassign": "error",
      "no-shadow": "error",
      "no-unused-vars": ["error", { argsIgnorePattern: "^_" }],
      "no-use-before-define": ["error", { functions: false, classes: false, variables: false }],
      "no-var": "error",
      "object-shorthand": "error",
      "one-var": ["error", "never"],
      "prefer-const": "error",
      "prefer-template": "error",
      curly: ["error", "multi-line"],
      "max-lines-per-function": ["error", { max: 60, skipComments: true, skipBlankLines: true }],
    },
  },
  { files: ["tools/publish/slides/deck.js"], languageOptions: { globals: reveal } },
  // Put into the page by reference.py.
  { files: ["tools/bench/browser/reference.js"], languageOptions: { globals: { COLORS: "readonly" } } },
];
