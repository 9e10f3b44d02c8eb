/** The main channel of a migration: what a live receiver also needs, and where the barriers are. */
export { type MainChannelWord, type PlacedWord } from "./main-channel/format.ts";
export {
  type MainChannel,
  type MainChannelSection,
  readMainChannel,
} from "./main-channel/reader.ts";
export { MainChannelWriter, type WritableWord } from "./main-channel/writer.ts";
