/**
 * Data files: the one entrance to the formats.
 *
 * @module
 */
export type {
  ArrayFile,
  DataColumn,
  DataFile,
  LabelsFile,
  NumberColumn,
  TableFile,
  TextColumn,
} from "./data_file.ts";
export { encodeNpy } from "./npy.ts";
