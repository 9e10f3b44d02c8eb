import { MAGIC } from "../../protocol/layout.ts";
import { wrongField } from "./wrong-words.ts";

/** A packet whose magic is another. */
export const wrongMagic = wrongField("RCV-01", "magic", MAGIC);
