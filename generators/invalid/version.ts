import { VERSION } from "../../protocol/layout.ts";
import { wrongField } from "./wrong-words.ts";

/** A packet whose version is another. */
export const wrongVersion = wrongField("RCV-02", "version", VERSION);
