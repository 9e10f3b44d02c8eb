import type { MethodName } from "../../protocol/flags.ts";

/** What all packets of a session share. */
export interface Session {
  pageSize: number;
  channels: number;
  method: MethodName;
  level: number;
}
