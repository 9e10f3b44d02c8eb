/** The commands of the CI files, run as they stand there: shard by shard, then the merge. */
import { assert, assertEquals } from "@std/assert";
import { spawnSync } from "node:child_process";
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import process from "node:process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { parse, parseAllDocuments } from "yaml";
import type { Report } from "../reports/model.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const CONFORM = "--target patch-v6 --only RCV-2* --method zlib --runs 16";
const options = { timeout: 120_000 };

/** What stands in a file, `${{ … }}` replaced. */
function yaml(file: string, words: Record<string, string> = {}) {
  const text = readFileSync(join(ROOT, file), "utf8");
  return text.replace(/\$\{\{ *([\w.-]+) *\}\}/g, (whole, word) => words[word] ?? whole);
}

/** Runs `use` in a folder of its own, with a `git` that clones this checkout and an `npx` that starts this runtime. */
function inFolder(use: (folder: string, sh: Shell) => void): void {
  const folder = mkdtempSync(join(tmpdir(), "multifd-ci-"));
  const bin = join(folder, "bin");
  mkdirSync(bin);
  const script = (name: string, text: string) => {
    writeFileSync(join(bin, name), `#!/bin/sh\n${text}\n`);
    chmodSync(join(bin, name), 0o755);
  };
  script("git", `ln -sfn '${ROOT}' harness`);
  const cli = join(ROOT, "conformance/cli.ts");
  const flags = "Deno" in globalThis
    ? `--allow-all --no-check --config '${join(ROOT, "deno.json")}'`
    : "";
  script(
    "npx",
    `while [ "\${1##*/}" != cli.ts ]; do shift; done
shift
exec '${process.execPath}' run ${flags} '${cli}' "$@"`,
  );
  try {
    use(folder, (command, env) => {
      const { status, stdout, stderr } = spawnSync("bash", ["-e", "-c", command], {
        cwd: folder,
        env: { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH}`, CONFORM, ...env },
        encoding: "utf8",
      });
      return { status, output: stdout + stderr };
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

type Shell = (
  command: string,
  env: Record<string, string>,
) => { status: number | null; output: string };

function reportIn(folder: string): Report {
  return JSON.parse(readFileSync(join(folder, "report.json"), "utf8"));
}

/** What does not depend on the machine or the way it was run. */
function found({ targets }: Report) {
  return targets.map(({ name, summary, results }) => ({
    name,
    summary,
    results: results.map(({ id, method, verdict, runs }) => ({ id, method, verdict, runs })),
  }));
}

let whole: ReturnType<typeof found> | undefined;

/** The same cases on one machine. */
function wholeRun(folder: string, sh: Shell) {
  if (!whole) {
    sh(
      `npx conformance/cli.ts run $CONFORM --seed 1 --out whole`.replace("conf", `${ROOT}conf`),
      {},
    );
    whole = found(reportIn(join(folder, "whole")));
    assert(whole[0].summary.xfail > 0, "the whole run finds something");
  }
  return whole;
}

function shardsOf(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i + 1);
}

test("GitHub: the workflow's shards merged are the whole run", options, () => {
  inFolder((folder, sh) => {
    const runOf = (job: string, step: string, index = "") => {
      const { jobs } = parse(yaml("examples/ci/github.yml", { "matrix.index": index }));
      return jobs[job].steps.find(({ name }: { name: string }) => name === step);
    };
    const { jobs } = parse(yaml("examples/ci/github.yml"));
    for (const index of jobs.shard.strategy.matrix.index) {
      const { run, env } = runOf("shard", "Judge one shard", `${index}`);
      const { status, output } = sh(run, env);
      assertEquals(status, 0, output);
    }
    const GITHUB_STEP_SUMMARY = join(folder, "summary.md");
    const { status, output } = sh(runOf("merge", "Merge the reports").run, { GITHUB_STEP_SUMMARY });
    assertEquals(status, 0, output);
    assertEquals(found(reportIn(join(folder, "merged"))), wholeRun(folder, sh));
    assert(readFileSync(GITHUB_STEP_SUMMARY, "utf8").includes("patch-v6"));
  });
});

test("GitLab: the parallel jobs merged are the whole run", options, () => {
  inFolder((folder, sh) => {
    const file = parse(yaml("examples/ci/gitlab.yml"));
    const { parallel, script } = file.multifd;
    for (const index of shardsOf(parallel)) {
      const { status, output } = sh(script.join("\n"), {
        CI_NODE_INDEX: `${index}`,
        CI_NODE_TOTAL: `${parallel}`,
      });
      assertEquals(status, 0, output);
    }
    const { status, output } = sh(file["multifd-report"].script.join("\n"), {});
    assertEquals(status, 0, output);
    assertEquals(found(reportIn(join(folder, "merged"))), wholeRun(folder, sh));
    readFileSync(join(folder, file["multifd-report"].artifacts.reports.junit));
  });
});

test("Kubernetes: the pods' reports merged are the whole run", options, () => {
  inFolder((folder, sh) => {
    const jobs = parseAllDocuments(yaml("examples/ci/kubernetes.yml")).map((d) => d.toJS());
    const [judge, merge] = jobs.map(({ spec }) => spec.template.spec.containers[0].args[0]);
    const REPORTS = join(folder, "reports");
    mkdirSync(REPORTS);
    const { completions } = jobs[0].spec;
    // A pod that is run again writes its report again.
    for (const index of [...shardsOf(completions), 1]) {
      const { status, output } = sh(judge, { REPORTS, JOB_COMPLETION_INDEX: `${index - 1}` });
      assertEquals(status, 0, output);
    }
    const { status, output } = sh(merge, { REPORTS });
    assertEquals(status, 0, output);
    assertEquals(found(reportIn(join(REPORTS, "merged"))), wholeRun(folder, sh));
  });
});

test(
  "the action judges its targets with the options it is given, and uses every input",
  options,
  () => {
    inFolder((folder, sh) => {
      const inputs = {
        target: "patch-v6\nreference\n",
        profile: "patch",
        expect: "expected.txt",
        qemu: "",
        shard: "2/32",
        seed: "5",
        out: "found",
      };
      const words = Object.fromEntries(
        Object.entries(inputs).map(([name, value]) => [`inputs.${name}`, JSON.stringify(value)]),
      );
      words["github.action_path"] = ROOT;
      const action = parse(yaml("action.yml", words));
      assertEquals(Object.keys(action.inputs), Object.keys(inputs));
      const text = readFileSync(join(ROOT, "action.yml"), "utf8");
      for (const name of Object.keys(inputs)) assert(text.includes(`{{ inputs.${name} }}`), name);
      cpSync(
        join(ROOT, "conformance/expectations/patch-v6.txt"),
        join(folder, "expected.txt"),
      );
      const stepOf = (step: string) =>
        action.runs.steps.find(({ name }: { name: string }) => name === step);
      // Without a suite it only shows what there is.
      const fetched = sh(stepOf("Fetch QEMU").run, stepOf("Fetch QEMU").env);
      assertEquals(fetched.status, 0, fetched.output);
      const { run, env } = stepOf("Judge");
      const GITHUB_STEP_SUMMARY = join(folder, "summary.md");
      const { status, output } = sh(run, { ...env, GITHUB_STEP_SUMMARY });
      const report = reportIn(join(folder, "found"));
      assertEquals(report.run.shard, "2/32", output);
      assertEquals([report.run.seed, report.run.profile], [5, "patch"]);
      assertEquals(report.targets.map(({ name }) => name), ["patch-v6", "reference"]);
      assertEquals(status, report.targets[0].summary.xpass > 0 ? 1 : 0, output);
      for (const file of ["junit.xml", "report.html"]) readFileSync(join(folder, "found", file));
    });
  },
);
