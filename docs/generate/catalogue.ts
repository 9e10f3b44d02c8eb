/** `requirements.md`: each rule with its level, source, checks and the mutants that prove it is checked. */
import { CHECKS } from "../../conformance/checks/mod.ts";
import { MUTANTS } from "../../conformance/mutants/mod.ts";
import { checksNamed } from "../../conformance/mutation.ts";
import { type Requirement, REQUIREMENTS } from "../../conformance/requirements.ts";
import { code, GENERATED, table } from "./markdown.ts";

/** The page. */
export function catalogue(): string {
  const parts = [
    ["Layout", "LAY"],
    ["Sender", "SND"],
    ["Receiver", "RCV"],
  ].map(([title, prefix]) => {
    const rules = REQUIREMENTS.filter(({ id }) => id.startsWith(prefix));
    return `## ${title}\n\n${rules.map(entry).join("\n\n")}`;
  });
  return [GENERATED, "# The requirements", INTRODUCTION, ...parts].join("\n\n") + "\n";
}

const INTRODUCTION = `${REQUIREMENTS.length} rules. A broken MUST is a failure, a broken SHOULD a \
warning; an INFO is reported and never judged. Where a version of QEMU is known to do otherwise, its profile has another level.
*Source* says where a rule comes from: the patch, the code under it (base), what a safe receiver needs (design), or a release. *Mutants* are the
faulty implementations that the checks of the rule must catch: \`deno task conform --target mutant:NAME\` runs one.`;

function entry(rule: Requirement): string {
  const { id, level, roles, source, levels = {}, text } = rule;
  const other = Object.entries(levels).map(([profile, is]) => `${is} for ${profile}`);
  const lines = [
    `### ${id}`,
    text,
    `*${[level, ...other].join(", ")}* · ${roles.join(" and ")} · source: ${source}`,
    table(["check", "role", "what it looks at"], checksOf(id)),
  ];
  const mutants = mutantsOf(id);
  if (mutants.length > 0) lines.push(`Mutants: ${mutants.map(code).join(", ")}`);
  return lines.join("\n\n");
}

function checksOf(id: string): string[][] {
  return CHECKS.filter(({ requirements }) => requirements.includes(id))
    .map((check) => [code(check.id), check.role, check.title]);
}

function mutantsOf(id: string): string[] {
  return MUTANTS.filter(({ role, caughtBy }) =>
    caughtBy.some((named) =>
      named === id || checksNamed(named, role, CHECKS).some((c) => c.requirements.includes(id))
    )
  ).map(({ name }) => name);
}
