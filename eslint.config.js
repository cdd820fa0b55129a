import js from "@eslint/js";
import { createTypeScriptImportResolver } from "eslint-import-resolver-typescript";
import { importX } from "eslint-plugin-import-x";
import tseslint from "typescript-eslint";

// The rooms and who may import whom. Data runs one way (bytes, packets, segments, streams, frames,
// facts, renderings), and so do imports: each row names a room and the only rooms it may look into.
const ROOMS = {
  "src/share/wire": [],
  "src/share": ["src/share"],
  "src/analyze": ["src/analyze", "src/share/wire"],
  "src/lab": ["src/lab", "src/analyze", "src/share"],
};
const zones = Object.entries(ROOMS).map(([target, allowed]) => ({
  target: `./${target}`,
  from: "./src",
  except: [...new Set([target, ...allowed])].map((room) => `./${room.slice("src/".length)}`),
  message: `${target} may import only from: ${[...new Set([target, ...allowed])].join(", ")}`,
}));
zones.push({ target: "./src/!(cli)/**", from: "./src/cli", except: [], message: "nothing imports src/cli" });

export default tseslint.config(
  { ignores: ["dist/", "node_modules/", "coverage/", "**/*.py", "test/package/consumer.mts"] },
  js.configs.recommended,
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: { allowDefaultProject: ["eslint.config.js"] } } },
    plugins: { "import-x": importX },
    settings: { "import-x/resolver-next": [createTypeScriptImportResolver()] },
    rules: {
      "import-x/no-restricted-paths": ["error", { zones }],
      "import-x/no-cycle": "error",
      "@typescript-eslint/no-non-null-assertion": "off",
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true, allowBoolean: true }],
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/switch-exhaustiveness-check": ["error", { considerDefaultExhaustiveForUnions: true }],
      "max-lines": ["error", { max: 400, skipBlankLines: true, skipComments: true }],
      eqeqeq: "error",
    },
  },
  { files: ["**/*.js"], ...tseslint.configs.disableTypeChecked },
  { files: ["bench/**/*.js"], rules: { "no-undef": "off" } }, // Node's own names; TypeScript knows them elsewhere
);
