/** `list`: every requirement with its level, source and checks. */
import { styleText } from "node:util";
import { CHECKS } from "../checks/mod.ts";
import type { ProfileName } from "../profiles.ts";
import { levelOf, REQUIREMENTS } from "../requirements.ts";

/** Lines for people, or one JSON document. */
export function listCommand(profile: ProfileName, json: boolean): string {
  const entries = REQUIREMENTS.map((r) => ({
    id: r.id,
    level: levelOf(r, profile),
    roles: r.roles,
    text: r.text,
    source: r.source,
    checks: CHECKS.filter((c) => c.requirements.includes(r.id)).map((c) => ({
      id: c.id,
      role: c.role,
      title: c.title,
      needs: c.needs,
      methods: c.methods ?? "all",
    })),
  }));
  if (json) return JSON.stringify({ profile, requirements: entries }, null, 2) + "\n";
  return entries.map((r) =>
    [
      `${styleText("bold", r.id)}  ${r.level}  ${r.roles.join(" and ")}  (${r.source})`,
      `  ${r.text}`,
      ...r.checks.map((c) => `    ${c.id}  ${c.role}: ${c.title}`),
    ].join("\n")
  ).join("\n") + "\n";
}
